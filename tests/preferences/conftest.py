"""The company and its cast for tests of preferences: the mailboxes run when a test says so."""

from __future__ import annotations

import pytest

from tests.scenarios.company import Pace
from tests.scenarios.conftest import c, company, john, julie, linda, mike, pace, x
from tests.scenarios.courses import Course

__all__ = ["c", "company", "john", "julie", "linda", "mike", "pace", "x"]


@pytest.fixture
def course() -> Course:
    """A preference is shown at one pace."""
    return Course(Pace.AT_THE_END)
