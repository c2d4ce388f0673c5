"""The field that holds the state of an object with a lifecycle."""

from typing import Any

from django_fsm import FSMField


class StateField(FSMField):
    """An FSMField that is a plain text column to the migrations.

    django-fsm lets every class of the process hear of every other; the seventeen thousand historical classes that an
    empty database passes through need no transitions, and took four fifths of its minute for listening.
    """

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("protected", None)
        return name, "django.db.models.CharField", args, kwargs
