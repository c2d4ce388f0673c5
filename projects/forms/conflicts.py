"""Two editors of one draft: what this page holds and what somebody else stored meanwhile, side by side."""

from dataclasses import dataclass

from projects.forms.application import OF_PROJECT
from projects.forms.content import CONTENT_FORMS

LISTS = {"budget": ("budget_lines", "项目预算"), "sources": ("sources", "资金来源")} | {
    name: (name, title) for name, (_section, _form, title, _hint) in CONTENT_FORMS.items()
}


@dataclass(frozen=True)
class Both:
    """One field or list that differs; `name` is that of the field or of the list."""

    name: str
    label: str
    mine: str
    theirs: str


def differing(application, forms) -> list[Both]:
    """Only what differs; lists are shown as lines of text."""
    stored = type(application).objects.select_related("project").get(pk=application.pk)
    form, found = forms["form"], []
    for name, field in form.fields.items():
        theirs = getattr(stored.project if name in OF_PROJECT else stored, name)
        mine = form.cleaned_data.get(name)
        if (mine or "") != (theirs or ""):
            found.append(Both(name, str(field.label), _words(field, mine), _words(field, theirs)))
    for name, (related, title) in LISTS.items():
        if name in forms:
            mine = [_line(row) for row in forms[name].rows()]
            keys = list(forms[name].empty_form.fields)
            rows = getattr(stored, related).values(*[key for key in keys if key != "DELETE"])
            theirs = [_line(row) for row in rows]
            if mine != theirs:
                found.append(Both(name, title, "\n".join(mine), "\n".join(theirs)))
    return found


def _words(field, value) -> str:
    labels = dict(getattr(field, "choices", ()) or ())
    if isinstance(value, list):
        return "、".join(str(labels.get(one, one)) for one in value)
    return "" if value is None else str(labels.get(value, value))


def _line(row) -> str:
    """Numbers alike however they were typed."""
    return " · ".join(_plain(value) for value in row.values() if value not in (None, ""))


def _plain(value) -> str:
    return f"{value:.2f}" if type(value).__name__ == "Decimal" else str(value)
