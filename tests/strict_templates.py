"""An undefined variable in one of our templates fails the test that renders it.

Django's own `string_if_invalid` cannot say this well: it would also meet the places where an absent value is meant
({% if %}, {% for %}, |default), and it changes what a template does with an absent one-to-one record.
"""

from contextvars import ContextVar
from functools import cache
from pathlib import Path

from django.template.base import FilterExpression, Variable, VariableDoesNotExist

HOUSE = Path(__file__).resolve().parents[1]
FORGIVING_FILTERS = {"default", "default_if_none"}

_forgiving: ContextVar[bool] = ContextVar("forgiving", default=True)


class UndefinedVariable(Exception):
    pass


def install() -> None:
    if not hasattr(FilterExpression, "resolve_as_django"):
        FilterExpression.resolve_as_django = FilterExpression.resolve
        FilterExpression.resolve = _resolve_expression
        Variable.resolve_as_django = Variable.resolve
        Variable.resolve = _resolve_variable


def _resolve_expression(self, context, ignore_failures=False):
    absent_is_meant = ignore_failures or any(
        function.__name__ in FORGIVING_FILTERS for function, _arguments in self.filters
    )
    token = _forgiving.set(absent_is_meant or not _is_ours(context))
    try:
        return self.resolve_as_django(context, ignore_failures)
    finally:
        _forgiving.reset(token)


def _resolve_variable(self, context):
    try:
        return self.resolve_as_django(context)
    except VariableDoesNotExist as absent:
        if _forgiving.get():
            raise
        raise UndefinedVariable(f"{{{{ {self.var} }}}} in {_origin(context)}: {absent}") from absent


def _origin(context) -> str:
    render_context = getattr(context, "render_context", None)
    template = getattr(render_context, "template", None) or getattr(context, "template", None)
    return str(getattr(getattr(template, "origin", None), "name", ""))


def _is_ours(context) -> bool:
    return _stands_in_the_house(_origin(context))


@cache
def _stands_in_the_house(origin: str) -> bool:
    """Asked of every expression of every page: once a template."""
    path = Path(origin)
    return path.is_relative_to(HOUSE) and ".venv" not in path.parts
