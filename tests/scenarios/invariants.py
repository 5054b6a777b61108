"""The invariants I1 to I7 of spec/scenarios.md, asserted over the whole company.

Footnote ¹. An attendee's own copy in Outlook shows the other attendees' answers only as far as Exchange updates
the copy, which it normally does not: it then shows "none". So the answers of other people (I3) are compared
between the two systems where the calendar tells them: in the organiser's own calendar always, in a copy where it
shows one. Beyond that, what a linked person answered is known to the product, so every row in SuperOffice must
show it as the organiser's calendar does; and nobody's answer may be made up: where no linked calendar knows the
answer of somebody outside, SuperOffice shows T, or the last answer that was known.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from tests.scenarios.shown import UNTOLD, Shown, T

if TYPE_CHECKING:
    from tests.scenarios.cast import Person
    from tests.scenarios.company import Company

#: what Outlook cuts titles at
TITLE_LENGTH = 255
Key = tuple[str, datetime]


def judge(company: Company) -> None:
    """Assert all of them. A run is needed first: this is about what the systems show after it."""
    diaries = {person.key: company.superoffice(person) for person in company.linked}
    for person in company.linked:
        judge_person(company, person, diaries[person.key])
    judge_others(company)
    judge_bookings(company)
    judge_answers(company, diaries)
    # I7, and I6 once more after it: further runs write nothing and mail nobody
    if not company.idle:
        company.settles()
    company.post.judge()


def judge_person(company: Company, person: Person, diary: list[Shown]) -> None:
    """I1 to I5 for the two calendars of one person."""
    first, last = company.window
    calendar = _by_key(f"OL({person.key})", company.outlook(person), first, last)
    rows = _by_key(f"SO({person.key})", diary, first, last)
    assert rows.keys() == calendar.keys(), (
        f"I1: only in SO({person.key}): {_spell(rows.keys() - calendar.keys())}; "
        f"only in OL({person.key}): {_spell(calendar.keys() - rows.keys())}"
    )
    for key, row in rows.items():
        judge_item(person, row, calendar[key])


def judge_item(person: Person, row: Shown, event: Shown) -> None:
    """I2 to I5 for one item."""
    where = f"{row.title} of {person.key}: SO {{}} and OL {{}}"
    for name, one, other in (
        ("I2 end", row.end, event.end),
        ("I2 all day", row.all_day, event.all_day),
        ("I2 place", row.place, event.place),
        ("I3 own answer", row.own, event.own),
        ("I3 organiser", row.organiser, event.organiser),
        ("I3 people", set(row.participants), set(event.participants)),
        ("I4 private", row.private, event.private),
        ("I5 alarm", row.alarm, event.alarm),
    ):
        assert one == other, f"{name}: {where.format(one, other)}"
    for name, answer in event.participants.items():
        assert answer in (UNTOLD, row.participants[name]), (
            f"I3 answer of {name}: {where.format(row.participants[name], answer)}"
        )


def judge_others(company: Company) -> None:
    """I1 for those who have only Outlook: nothing is there twice."""
    first, last = company.window
    for person in company.cast.values():
        if person not in company.linked:
            kept = [one for one in company.outlook(person) if not one.wire["isCancelled"]]
            _by_key(f"OL({person.key})", kept, first, last)


def judge_bookings(company: Company) -> None:
    """I1 for SuperOffice as a whole: each occurrence of a meeting is one booking, with one row a user."""
    for meeting in company.meetings:
        mothers: dict[str, set[int]] = {}
        rows: Counter[tuple[str, str]] = Counter()
        for person in company.linked:
            for row in person.in_superoffice.rows_of_title(meeting.title):
                if row["InvitationStatus"] != "Cancelled":
                    mothers.setdefault(row["StartDate"], set()).add(row["MotherId"] or row["AppointmentId"])
                    rows[person.key, row["StartDate"]] += 1
        several = {start: ids for start, ids in mothers.items() if len(ids) > 1}
        assert not several, f"I1: {meeting.title} is several bookings in SuperOffice: {several}"
        twice = [key for key, number in rows.items() if number > 1]
        assert not twice, f"I1: {meeting.title} has several rows in SuperOffice: {twice}"


def judge_answers(company: Company, diaries: dict[str, list[Shown]]) -> None:
    """I3 beyond one person: each row in SuperOffice shows of linked people what the organiser's calendar shows."""
    linked = {person.key for person in company.linked}
    known: dict[str, dict[Key, Shown]] = {}
    for diary in diaries.values():
        for row in diary:
            if not row.organiser:
                continue
            organiser = company.cast[row.organiser]
            if organiser.key not in known:
                known[organiser.key] = {_key(one): one for one in company.outlook(organiser)}
            original = known[organiser.key].get(_key(row))
            assert original, f"I1: {row.title} {row.start:%d.%m. %H:%M} is not in OL({organiser.key})"
            for name in linked & original.participants.keys():
                told = original.participants[name]
                assert row.answer_of(name) == told, (
                    f"I3: {row.title}: {organiser.key} sees {name} as {told}, in SuperOffice {row.answer_of(name)}"
                )


def nothing_invented(row: Shown, *strangers: Person) -> bool:
    """Whether SuperOffice shows no answer of people whose answer no linked calendar ever told."""
    return all(row.answer_of(person) == T for person in strangers)


def _by_key(where: str, shown: list[Shown], first: datetime, last: datetime) -> dict[Key, Shown]:
    """What touches the window, by title and start; each once."""
    inside = [one for one in shown if one.start < last and one.end >= first]
    twice = [key for key, number in Counter(map(_key, inside)).items() if number > 1]
    assert not twice, f"I1: more than once in {where}: {_spell(twice)}"
    return {_key(one): one for one in inside}


def _key(shown: Shown) -> Key:
    return shown.title[:TITLE_LENGTH], shown.start


def _spell(keys: object) -> list[str]:
    assert isinstance(keys, (set, list))
    return [f"{title} {start:%d.%m. %H:%M}" for title, start in sorted(keys)]
