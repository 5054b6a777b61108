"""Meetings and their people, as tests write them and read them back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from backend.core.items import Answer, Appointment, Guest, Meeting, Role, Timed
from backend.core.seen import Seen
from backend.core.values import replace
from backend.core.writes import Create, Done, Outcome, Update
from tests.superoffice.conftest import Diary, meeting

CLARA = Guest(address="clara@havbris.example", name="Clara Customer")
XAVIER = Guest(address="xavier@xylo.example", name="Xavier Unknown", role=Role.OPTIONAL)
LINDA = Guest(address="linda@nordlys.example", name="Linda Lund")
JULIE = Guest(address="julie@nordlys.example", name="Julie Juul", is_user=True)
ROOM = Guest(address="fjord@nordlys.example", name="Fjord", role=Role.RESOURCE, answer=Answer.ACCEPTED)

LATER = Timed(datetime(2026, 12, 4, 8, tzinfo=UTC), datetime(2026, 12, 4, 9, tzinfo=UTC), "Europe/Oslo")


def invited(*guests: Guest, by: Guest | None = None, answer: Answer = Answer.NONE, **values: Any) -> Appointment:
    """A meeting with *guests*, of the diary's owner or of somebody else."""
    found = tuple(sorted(guests, key=lambda guest: guest.address))
    return meeting(meeting=Meeting(organiser=by, guests=found, answer=answer if by else Answer.ACCEPTED), **values)


def done(outcome: Outcome) -> Seen:
    """What came back."""
    assert isinstance(outcome, Done) and outcome.seen, outcome
    return outcome.seen


def content(seen: Seen) -> Appointment:
    assert isinstance(seen.item, Appointment), seen.item
    return seen.item


def made(diary: Diary, item: Appointment, uid: str = "ical") -> Seen:
    return done(diary.do(Create(f"make {uid}", item, "e", uid=uid))[0])


def changed(diary: Diary, seen: Seen, item: Appointment, *fields: str, **more: Any) -> Outcome:
    return diary.do(Update("change", seen.id, seen.version, item, frozenset(fields), **more))[0]


def answered(item: Appointment, answer: Answer) -> Appointment:
    """The same item with another own answer."""
    return replace(item, meeting=replace(item.meeting, answer=answer))


def row_of(diary: Diary) -> Seen:
    """The only appointment of a diary."""
    (seen,) = diary.whole()[0].values()
    return seen


def answers(item: Appointment) -> Mapping[str, Answer]:
    return {guest.address: guest.answer for guest in item.guests}
