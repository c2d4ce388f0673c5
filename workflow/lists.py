"""Lists of what has a machine: narrowed by one state with `?state=`."""

from typing import Any

from django.db.models import QuerySet, TextChoices

from accounts.models import Post
from workflow.exports import ExportedList


class StateList(ExportedList):
    """The states stand above the list (components/state_filter.html); an unknown one narrows nothing.

    `rows` is what a post may see, in the list's order: a function of the post (`staticmethod(queries.breaches)`), or a
    method where the address asks for more than a state.
    """

    request: Any  # with the post that accounts' middleware put on it
    states: type[TextChoices]
    paginate_by = 25

    def rows(self, post: Post) -> QuerySet[Any]:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        rows, state = self.rows(self.request.post), self.request.GET.get("state", "")
        return rows.filter(state=state) if state in self.states else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(states=self.states.choices, **kwargs)
