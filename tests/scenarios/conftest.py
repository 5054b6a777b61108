"""The cast as fixtures, and every story told at both paces."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from backend.sync.service import Product
from tests.beginnings import Beginnings, sign_in
from tests.sandbox_client import SandboxClient
from tests.scenarios.cast import LINKED, Person
from tests.scenarios.company import Company, Pace
from tests.scenarios.courses import MARKS, Course, courses_of


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks of courses."""
    for mark in MARKS:
        config.addinivalue_line("markers", mark)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tell every story that asks for the company on all its courses."""
    if "course" in metafunc.fixturenames:
        courses = courses_of(metafunc.definition)
        metafunc.parametrize("course", courses, ids=[course.name for course in courses])


@pytest.fixture
def pace(course: Course) -> Pace:
    """When the mailboxes run."""
    return course.pace


@pytest.fixture
def company(
    course: Course,
    product: Product,
    sandbox: SandboxClient,
    beginnings: Beginnings,
    record_property: Callable[[str, object], None],
) -> Iterator[Company]:
    """Linda and Julie are linked, and nothing was synced yet."""
    order = tuple(reversed(LINKED)) if course.julie_first else LINKED

    def make() -> None:
        sign_in(product, LINKED)
        # both calendars are known before the story begins: what follows is no first sync
        Company(sandbox, product, order=order).rounds()
        # SuperOffice tells whole seconds: what is made in the second of linking counts as there before, is held
        sandbox.advance(2)

    if course.switches:
        sandbox.switch(**course.switches)
    beginnings.begin(f"synced by {order}", sandbox, product, make)
    made = Company(sandbox, product, pace=course.pace, order=order)
    yield made
    record_property("mails", made.post.sent().total())


@pytest.fixture
def linda(company: Company, course: Course) -> Person:
    """SuperOffice with e-mail and Outlook; changed over, it is Julie."""
    return company.cast["julie" if course.changed_over else "linda"]


@pytest.fixture
def julie(company: Company, course: Course) -> Person:
    """SuperOffice without e-mail and Outlook; changed over, it is Linda."""
    return company.cast["linda" if course.changed_over else "julie"]


@pytest.fixture
def john(company: Company) -> Person:
    """A colleague with Outlook only."""
    return company.cast["john"]


@pytest.fixture
def mike(company: Company) -> Person:
    """A colleague with Outlook only."""
    return company.cast["mike"]


@pytest.fixture
def c(company: Company) -> Person:
    """A customer with a card in SuperOffice and a calendar at another company."""
    return company.cast["c"]


@pytest.fixture
def x(company: Company) -> Person:
    """Somebody with a calendar at another company, unknown to SuperOffice."""
    return company.cast["x"]
