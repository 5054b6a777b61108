"""Items as nobody should make them: each is cleaned, or left alone with a reason, and the rest goes on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from backend.core.items import Side
from backend.core.reasons import Reason
from backend.core.seen import Unmapped
from backend.graph.wire import read_event
from backend.sync.explain import explain_item
from tests.company import at
from tests.scenarios import past
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.weather import mailbox_of, unjudged

# until the end of a story what cannot be synced is in one system only
pytestmark = pytest.mark.one_pace("at_the_end")
Json = dict[str, Any]

#: of everything that is odd here, and of what is not
ODD, PLAIN = "Odd", "Plain"
MANY = 500
#: paragraphs of about a kilobyte: as much as one request to Graph holds, and more than that
PARAGRAPH = "<p>" + "word " * 200 + "</p>"
ALMOST_TOO_LONG, TOO_LONG = PARAGRAPH * 3900, PARAGRAPH * 4300
LONG_TITLE = "Budget and more " * 312
#: the longest that SuperOffice takes (contracts/superoffice.md §3.1)
SUPEROFFICE_TITLE = 4000
CONTROL = "One\x00two\x07three\x1bfour\ufffe\u202efive"
HOSTILE = (
    '<p onclick="steal()">Hello <b>there</b></p><script>steal()</script><img src=x onerror="steal()">'
    '<a href="javascript:steal()">click</a><style>p{display:none}</style><iframe src="https://evil.example"></iframe>'
    '<svg><script>steal()</script></svg><form action="https://evil.example"><input name="password"></form>'
)


def enters(person: Person, **event: Any) -> None:
    """An event of Graph's form, which Exchange takes."""
    body = {"subject": ODD, **_hour(), **event}
    company = person.in_outlook.company
    with company.post.of_outlook():
        answer = person.in_outlook.calendar.http.post("/me/events", json=body)
    assert answer.ok, answer.text[:300]
    company.acted()


def finds(company: Company, person: Person, **event: Any) -> None:
    """An event that has come into the calendar although a client could not make it so."""
    past.imports(company, person, {"iCalUId": "odd@elsewhere.example", "subject": ODD, **_hour(), **event})
    company.acted()


def notes(person: Person, **entity: Any) -> int:
    """An appointment that SuperOffice takes."""
    number = person.in_superoffice.diary.adds(**{"title": ODD, "start": at(3, 9), **entity})
    person.in_superoffice.company.acted()
    return number


def _hour(start: Any = None, end: Any = None) -> Json:
    start, end = start or at(3, 9), end or at(3, 10)
    return {
        name: {"dateTime": f"{moment:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
        for name, moment in (("start", start), ("end", end))
    }


@pytest.fixture
def linda(linda: Person) -> Person:
    """Linda, with something sound on either side: the rest of the run."""
    linda.in_outlook.calendar.adds(f"{PLAIN} in Outlook", at(2, 9))
    linda.in_superoffice.diary.adds(f"{PLAIN} in SuperOffice", at(2, 13))
    return linda


def the_rest_goes_on(company: Company, linda: Person) -> None:
    """Everything else is in both, and nothing is tried over and over."""
    reports = company.rounds()
    assert reports[linda.key].outcome in {"ok", "partial"}, reports[linda.key].as_json()
    for side in (company.outlook, company.superoffice):
        assert {one.title for one in side(linda)} >= {f"{PLAIN} in Outlook", f"{PLAIN} in SuperOffice"}
    again = company.rounds()[linda.key]
    assert again.writes == 0, again.as_json()


def is_in_both(company: Company, linda: Person, number: int = 1, title: str = ODD) -> None:
    """The item is there, cleaned as far as the other side needs it, and every invariant holds."""
    the_rest_goes_on(company, linda)
    assert len([one for one in company.superoffice(linda) if one.title.startswith(title)]) == number
    assert len([one for one in company.outlook(linda) if one.title.startswith(title)]) == number
    company.holds()


def is_told(company: Company, linda: Person, item: str, side: Side) -> None:
    """It stays where it is, and the pane says why (promise 7)."""
    the_rest_goes_on(company, linda)
    other = company.superoffice(linda, ODD) if side is Side.CALENDAR else company.outlook(linda, ODD)
    assert other == []
    told = explain_item(company.product, mailbox_of(company, linda), item)
    assert told and told.reason and told.sentence
    company.settles()


def is_in_both_or_told(company: Company, linda: Person, item: str, side: Side) -> None:
    """The item is kept in step as far as the other side can hold it, or left alone with a reason."""
    the_rest_goes_on(company, linda)
    other = company.superoffice(linda, ODD) if side is Side.CALENDAR else company.outlook(linda, ODD)
    if other:
        assert len(other) == 1
        company.settles()
    else:
        is_told(company, linda, item, side)


# -- people


def test_a_participant_without_an_address(company: Company, linda: Person, c: Person) -> None:
    """SuperOffice keeps a name alone; Outlook needs an address to invite somebody."""
    stranger = "Somebody from the port"
    people = [{"AssociateId": linda.associate_id}, {"PersonId": c.person_id}, {"Description": stranger}]
    with company.post.of_outlook():
        notes(linda, Participants=people)
        the_rest_goes_on(company, linda)
    row, event = company.superoffice(linda, ODD)[0], company.outlook(linda, ODD)[0]
    assert set(row.participants) == {"linda", "c", stranger}
    assert set(event.participants) == {"linda", "c"}
    assert len(company.sandbox.mail("c")) == 1
    company.settles()


def test_five_hundred_attendees(company: Company, linda: Person, c: Person) -> None:
    crowd = [past.attendee(f"guest{number}@crowd.example") for number in range(MANY - 1)]
    finds(
        company, linda, organizer=past.organiser(c), attendees=[past.attendee(linda.address), *crowd],
        responseStatus={"response": "accepted"},
    )  # fmt: skip
    the_rest_goes_on(company, linda)
    (row,) = company.superoffice(linda, ODD)
    assert len(row.participants) == MANY + 1
    company.settles()


def test_more_participants_than_outlook_takes(company: Company, linda: Person) -> None:
    crowd = [
        {"EmailAddress": f"guest{number}@crowd.example", "Description": f"Guest {number}"}
        for number in range(MANY + 1)
    ]
    number = notes(linda, Participants=[{"AssociateId": linda.associate_id}, *crowd])
    is_told(company, linda, str(number), Side.SUPEROFFICE)
    assert company.sandbox.mail() == []


def test_an_organiser_who_is_not_in_the_list(company: Company, linda: Person, x: Person, john: Person) -> None:
    """Invited through a list of recipients: neither Linda nor the organiser is among the attendees."""
    finds(company, linda, organizer=past.organiser(x), attendees=[past.attendee(john.address)])
    the_rest_goes_on(company, linda)
    (row,) = company.superoffice(linda, ODD)
    assert row.organiser == "x"
    assert {"linda", "john", "x"} <= set(row.participants)
    company.settles()


def test_an_attendee_twice_and_the_organiser_among_them(company: Company, linda: Person, x: Person) -> None:
    twice = [linda.address, linda.addresses[-1], linda.address.upper(), x.address]
    finds(company, linda, organizer=past.organiser(x), attendees=[past.attendee(address) for address in twice])
    the_rest_goes_on(company, linda)
    (row,) = company.superoffice(linda, ODD)
    assert set(row.participants) == {"linda", "x"}
    company.settles()


# -- times and series


def test_a_series_of_which_nothing_is_left(company: Company, linda: Person) -> None:
    start = at(3, 9)
    rule = {
        "pattern": {"type": "daily", "interval": 1},
        "range": {"type": "numbered", "startDate": f"{start:%Y-%m-%d}", "numberOfOccurrences": 2},
    }
    gone = [f"{start + timedelta(day):%Y-%m-%d}" for day in range(2)]
    finds(company, linda, recurrence=rule, cancelled=gone)
    is_in_both(company, linda, 0)


def test_an_end_before_the_start() -> None:
    """Neither sandbox takes it, so it is shown to what reads Graph's answers."""
    event = {"id": "1", "type": "singleInstance", "subject": ODD, **_hour(at(3, 10), at(3, 9))}
    assert read_event(event).item == Unmapped(Reason.END_BEFORE_START)


def test_no_time_at_all(company: Company, linda: Person) -> None:
    notes(linda, hours=0)
    is_in_both(company, linda)


@pytest.mark.parametrize(
    "recurrence",
    [
        {"Pattern": "Custom", "Dates": [{"Date": f"{at(day):%Y-%m-%dT00:00:00Z}"} for day in (3, 4, 9, 21)]},
        {"Pattern": "Yearly", "RecurrenceEndType": "Counter", "RecurrenceCounter": 4,
         "YearPattern": {"Pattern": "DayOfMonth", "Day": at(3).day, "Cycle": at(3).month},
         "Dates": [{"Date": f"{at(day):%Y-%m-%dT00:00:00Z}"} for day in (3, 10, 20, 30)]},
    ],
    ids=["picked days", "days beside the rule"],
)  # fmt: skip
def test_a_pattern_that_outlook_cannot_say(company: Company, linda: Person, recurrence: Json) -> None:
    """Every day is in both all the same (contracts/graph.md §1.7)."""
    notes(linda, Recurrence={"IsRecurrence": True, "StartDate": f"{at(3):%Y-%m-%dT00:00:00Z}", **recurrence})
    is_in_both(company, linda, 4)


# -- texts


def test_a_body_of_four_megabytes_in_outlook(company: Company, linda: Person) -> None:
    enters(linda, body={"contentType": "html", "content": ALMOST_TOO_LONG})
    is_in_both_or_told(company, linda, company.outlook(linda, ODD)[0].wire["id"], Side.CALENDAR)


@pytest.mark.parametrize("text", [ALMOST_TOO_LONG, TOO_LONG], ids=["almost too long", "too long"])
def test_a_body_of_four_megabytes_in_superoffice(company: Company, linda: Person, text: str) -> None:
    number = notes(linda, Agenda=text)
    is_in_both_or_told(company, linda, str(number), Side.SUPEROFFICE)


@pytest.mark.parametrize("side", list(Side))
def test_a_title_of_five_thousand_characters(company: Company, linda: Person, side: Side) -> None:
    """Each side shows as much of it as it holds; the longer text is not cut back by the shorter."""
    assert len(LONG_TITLE) > 4900
    if side is Side.CALENDAR:
        enters(linda, subject=LONG_TITLE)
    else:
        notes(linda, title=LONG_TITLE[:SUPEROFFICE_TITLE].strip())
    the_rest_goes_on(company, linda)
    (row,) = [one for one in company.superoffice(linda) if one.title.startswith("Budget")]
    (event,) = [one for one in company.outlook(linda) if one.title.startswith("Budget")]
    assert row.title.startswith(event.title[:200])
    assert len(row.title if side is Side.SUPEROFFICE else event.title) > 3900
    company.settles()


@pytest.mark.parametrize("side", list(Side))
def test_control_characters(company: Company, linda: Person, side: Side) -> None:
    if side is Side.CALENDAR:
        enters(linda, location={"displayName": CONTROL}, body={"contentType": "text", "content": CONTROL})
        the_rest_goes_on(company, linda)
        (shown,) = company.superoffice(linda, ODD)
    else:
        notes(linda, Location=CONTROL, Agenda=f"<p>{CONTROL}</p>")
        the_rest_goes_on(company, linda)
        (shown,) = company.outlook(linda, ODD)
    assert not any(character in shown.place + shown.text for character in "\x00\x07\x1b\ufffe")
    assert "three" in shown.place
    company.settles()


@pytest.mark.parametrize("side", list(Side))
def test_html_with_scripts(company: Company, linda: Person, side: Side) -> None:
    if side is Side.CALENDAR:
        enters(linda, body={"contentType": "html", "content": HOSTILE})
        the_rest_goes_on(company, linda)
        (shown,) = company.superoffice(linda, ODD)
    else:
        notes(linda, Agenda=HOSTILE)
        the_rest_goes_on(company, linda)
        (shown,) = company.outlook(linda, ODD)
    text = shown.text.lower()
    assert "<b>there</b>" in text
    for danger in ("steal", "onerror", "onclick", "javascript:", "<iframe", "<form", "<input", "<svg"):
        assert danger not in text, danger
    company.settles()


def test_all_of_it_at_once(company: Company, linda: Person, x: Person) -> None:
    """One run meets everything; what is sound is synced."""
    nobody = [{"AssociateId": linda.associate_id}, {"Description": "Nobody"}]
    listed = [past.attendee("a@b.example")]
    with unjudged(company):
        enters(linda, subject=f"{ODD} text", body={"contentType": "html", "content": HOSTILE})
        enters(linda, subject=f"{ODD} title {LONG_TITLE}")
        finds(company, linda, subject=f"{ODD} list", organizer=past.organiser(x), attendees=listed)
        notes(linda, title=f"{ODD} body", Agenda=TOO_LONG)
        notes(linda, title=f"{ODD} guest", Participants=nobody)
    the_rest_goes_on(company, linda)
    titles = [one.title for one in company.superoffice(linda)]
    for title in (f"{ODD} text", f"{ODD} title", f"{ODD} list", f"{ODD} body", f"{ODD} guest"):
        assert len([one for one in titles if one.startswith(title)]) == 1, title
    company.settles()
