"""The cast as fixtures, and every story told at both paces."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from backend.api.app import make_app
from backend.demo.browser import connect
from backend.sync.service import Product
from tests.company import shows_titles_alone
from tests.product import PUBLIC_URL
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
    course: Course, product: Product, sandbox: SandboxClient, record_property: Callable[[str, object], None]
) -> Iterator[Company]:
    """Linda and Julie are linked, and nothing was synced yet."""
    if course.switches:
        sandbox.switch(**course.switches)
    assert len(list(connect(make_app(product), PUBLIC_URL, list(LINKED)))) == 2 * len(LINKED)
    shows_titles_alone(product)
    order = tuple(reversed(LINKED)) if course.julie_first else LINKED
    made = Company(sandbox, product, pace=course.pace, order=order)
    # both calendars are known before the story begins: what follows is no first sync
    made.rounds()
    # SuperOffice tells whole seconds: what is made in the second of linking counts as there before, and is held
    sandbox.advance(2)
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
