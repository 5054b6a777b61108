"""What makes a method an act of a person: its mails are noted, and then the company goes on at its pace."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from tests.scenarios.company import Company

Act = TypeVar("Act", bound=Callable[..., Any])


class _Actor(Protocol):
    company: Company

    def noting_mails(self) -> AbstractContextManager[None]:
        """While the act goes on."""


def act(method: Act) -> Act:
    """An act of somebody in one of the systems."""

    @wraps(method)
    def acted(self: _Actor, *args: Any, **kwargs: Any) -> Any:
        with self.noting_mails():
            result = method(self, *args, **kwargs)
        self.company.acted()
        return result

    return cast("Act", acted)
