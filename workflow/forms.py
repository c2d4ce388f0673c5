import datetime
import re
from decimal import Decimal

from django import forms
from django.db.models import Model
from django.http import QueryDict

from workflow.errors import Conflict
from workflow.holidays import Holiday
from workflow.machines import Step
from workflow.models import HolidayNotice
from workflow.seeds import SEEDS

DATE = {"type": "date"}


class StepForm(forms.Form):
    """The form of one step. Subclasses add fields; the reason is added where the step must state one.

    Built with `obj`, `post` and `step`, so that choices can depend on them.
    """

    def __init__(self, *args, obj, post, step: Step, **kwargs):
        super().__init__(*args, **kwargs)
        self.obj, self.post, self.step = obj, post, step
        if step.needs_reason:
            self.fields["reason"] = forms.CharField(
                label="理由",
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text="请一次写明全部理由，对方将原样看到；并将永久记入办理过程。",
                error_messages={"required": f"{step.label}必须写明理由。"},
            )


class CountedForm(forms.ModelForm):
    """A row that two may have open at once: the page says on which count of its savings it was drawn."""

    # The column that counts, and the form's hidden field.
    counter: str

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial[self.counter] = getattr(self.instance, self.counter)

    def go_on_from(self, stored: Model) -> None:
        """Whoever saves once more has been told what stands there."""
        self.data = self.data.copy()
        self.data[self.counter] = str(getattr(stored, self.counter))


class DraftForm(CountedForm):
    """A draft by `version`. Bound to what `chosen` makes of what came; where somebody saved in between, `meet` shows
    both."""

    counter = "version"
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def chosen(cls, data: QueryDict, stored: Model) -> QueryDict:
        """What came, with the stored words wherever these were chosen after a meeting of two editors."""
        data = data.copy()
        for name, theirs in cls(instance=stored).shown().items():
            if data.get(f"take-{name}") == "theirs":
                data[name] = theirs
        return data

    def meet(self, stored: Model) -> list[dict[str, str]]:
        """Somebody saved in between: what is typed here stays; beside it stands what differs in what is stored."""
        self.go_on_from(stored)
        both = []
        for name, theirs in type(self)(instance=stored).shown().items():
            mine = str(self.cleaned_data.get(name) or "")
            if mine != theirs:
                both.append({"name": name, "label": str(self.fields[name].label), "mine": mine, "theirs": theirs})
        return both

    def shown(self) -> dict[str, str]:
        """What an unbound form shows, in words."""
        visible = [field.name for field in self.visible_fields()]
        return {name: str(self.get_initial_for_field(self.fields[name], name) or "") for name in visible}


class SharedDraftForm(CountedForm):
    """The form of a SharedDraft: it comes back with the edition that it was drawn from."""

    counter = "edition"
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self):
        data = super().clean()
        if not self.instance._state.adding:
            self.instance.edition = data.get("edition")
        return data

    def meet(self, conflict: Conflict) -> None:
        """Somebody saved in between: that is said, what was typed stays, and saved once more it stands."""
        self.go_on_from(type(self.instance)._default_manager.get(pk=self.instance.pk))
        self.add_error(None, conflict.message)


def day_field(label: str, **kwargs) -> forms.DateField:
    """A date with the browser's own picker, which reads 2026-11-23 and no localised form."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"), **kwargs)


def money_field(label: str, **kwargs) -> forms.DecimalField:
    """Yuan with two decimals, never negative; the largest sum is below one trillion."""
    kwargs.setdefault("min_value", 0)
    return forms.DecimalField(label=f"{label}（元）", max_digits=14, decimal_places=2, **kwargs)


def text_field(label: str, *, rows: int = 4, max_length: int = 5000, **kwargs) -> forms.CharField:
    return forms.CharField(label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class ParameterForm(forms.Form):
    """The next value of one norm, with its day and its source."""

    value = forms.DecimalField(label="新值", max_digits=16, decimal_places=2)
    valid_from = day_field("生效日", help_text="须在今日之后；此前办理的事项仍按原值判断。")
    source = forms.CharField(label="依据", max_length=120, help_text="文件名称、文号和条款。")

    def __init__(self, *args, key: str, **kwargs):
        super().__init__(*args, **kwargs)
        unit = SEEDS[key].unit
        if unit == "是/否":
            self.fields["value"] = forms.TypedChoiceField(
                label="新值", choices=[("1", "是"), ("0", "否")], coerce=Decimal, widget=forms.RadioSelect
            )
        elif unit == "比例":
            self.fields["value"].help_text = "填 0 至 1 之间的数，如 0.70 即 70%。"
        else:
            self.fields["value"].label = f"新值（{unit}）"


FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
DAY_IN_WORDS = re.compile(r"(?:(\d{4})\s*年)?\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
LONGEST_HOLIDAY = 15


class HolidayForm(forms.Form):
    """The State Council's notice, one row for each festival, as it is written there. `holidays` is what was read."""

    source = forms.CharField(label="通知文号", max_length=80, help_text="如：国办发明电〔2026〕5号。")

    def __init__(self, *args, year: int, notice: HolidayNotice | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.year, self.holidays = year, []
        known = {row["name"]: row for row in notice.holidays} if notice else {}
        self.fields["source"].initial = notice.source if notice else ""
        for place, name in enumerate(FESTIVALS):
            row = known.get(name, {})
            self.fields[f"first_{place}"] = day_field(f"{name}放假起", required=False, initial=row.get("first"))
            self.fields[f"last_{place}"] = day_field(f"{name}放假止", required=False, initial=row.get("last"))
            worked = map(datetime.date.fromisoformat, row.get("worked", ()))
            self.fields[f"worked_{place}"] = forms.CharField(
                label=f"{name}调休上班",
                required=False,
                max_length=100,
                initial="、".join(f"{day.year}年{day.month}月{day.day}日" for day in worked),
            )

    @property
    def rows(self):
        """(festival, its three fields) for the page."""
        names = ("first", "last", "worked")
        return [(name, [self[f"{part}_{place}"] for part in names]) for place, name in enumerate(FESTIVALS)]

    def clean(self):
        cleaned = super().clean()
        off: dict[datetime.date, str] = {}
        worked_days = [self._worked(place, cleaned.get(f"worked_{place}") or "") for place in range(len(FESTIVALS))]
        for place, name in enumerate(FESTIVALS):
            first, last = cleaned.get(f"first_{place}"), cleaned.get(f"last_{place}")
            worked = worked_days[place]
            if not (first or last):
                # 2025 had one holiday for two festivals.
                if worked or name != "中秋节":
                    self.add_error(f"first_{place}", f"请填写{name}的放假日期。")
            elif not (first and last and first <= last and (last - first).days < LONGEST_HOLIDAY):
                self.add_error(f"last_{place}", f"{name}的放假起止日期不完整或前后颠倒。")
            elif last.year != self.year:
                self.add_error(f"last_{place}", f"{name}的放假日期不在{self.year}年。")
            else:
                self.holidays.append(Holiday(name, first, last, worked))
                for step in range((last - first).days + 1):
                    day = first + datetime.timedelta(days=step)
                    if day in off:
                        self.add_error(f"first_{place}", f"{name}与{off[day]}的放假日期重叠；合并放假的只填一行。")
                        break
                    off[day] = name
        for place, worked in enumerate(worked_days):
            for day in worked:
                if day.weekday() < 5:
                    self.add_error(f"worked_{place}", f"{day.month}月{day.day}日不是周末，无须调休上班。")
                elif day in off:
                    self.add_error(f"worked_{place}", f"{day.month}月{day.day}日在{off[day]}放假期间。")
        return cleaned

    def _worked(self, place: int, words: str) -> list[datetime.date]:
        """The days in "2月14日（星期日）、2月20日上班"; December before 元旦 is of the year before."""
        found = []
        for year, month, day in DAY_IN_WORDS.findall(words):
            before = FESTIVALS[place] == "元旦" and int(month) == 12
            try:
                found.append(datetime.date(int(year or self.year - before), int(month), int(day)))
            except ValueError:
                self.add_error(f"worked_{place}", f"没有{month}月{day}日这一天。")
        if words.strip() and not found and not self.has_error(f"worked_{place}"):
            self.add_error(f"worked_{place}", "请写成“2月14日、2月20日”。")
        return found
