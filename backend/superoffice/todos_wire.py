"""SuperOffice's to-dos read as neutral tasks; whatever comes in, nothing is raised (contracts §3.3).

A deadline is a moment in SuperOffice, of which the day counts on the clock of the base zone. A start is there
always, mostly as a default, so it counts only as what a person or we mean by one: midnight of an earlier day.
Alarms ring before the deadline, the only time of a to-do that people see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from backend.core.items import Task
from backend.core.reasons import Reason
from backend.core.seen import Unmapped
from backend.core.text import canonical
from backend.superoffice import meetings, wire
from backend.superoffice.facts import Facts
from backend.superoffice.properties import Unreadable, flag, text

#: names of types that lie in the diary; a tuple, as it is asked about whatever SuperOffice sends
IN_DIARY: Final = ("inDiary", "BookingForDiary")
#: what a row is read as that was a to-do when it was listed, and is one no more; told from others by identity
CONVERTED: Final = Unmapped(Reason.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Times:
    """The moments of a to-do, aware UTC."""

    #: None where SuperOffice shows none
    begin: datetime | None
    deadline: datetime
    #: None for no alarm
    alarm: datetime | None


def read(carrier: Mapping[str, Any], facts: Facts, _: meetings.People) -> Task | Unmapped:
    """The neutral task of a flat carrier, or why it has none. Raises nothing."""
    kind = carrier.get("Type")
    if kind in IN_DIARY:
        return CONVERTED
    if kind == "BookingForChecklist":
        return Unmapped(Reason.NOT_ACCEPTED)
    if kind != "inChecklist":
        return Unmapped(Reason.UNREADABLE)
    try:
        return _task(carrier, facts)
    except (Unreadable, OverflowError):
        return Unmapped(Reason.UNREADABLE)


def _task(carrier: Mapping[str, Any], facts: Facts) -> Task:
    when = times(carrier, facts)
    return Task(
        title=wire.title(carrier),
        body=canonical(text(carrier, "Agenda")),
        due=local_day(when.deadline, facts),
        start=start_day(when, facts),
        completed=wire.is_completed(carrier),
        importance=facts.meaning(carrier.get("PriorityId")),
        reminder=when.alarm,
        private=wire.is_private(carrier),
    )


def times(carrier: Mapping[str, Any], facts: Facts) -> Times:
    """The moments of a carrier, flat or not. Raises Unreadable and OverflowError."""
    deadline = wire.moment(carrier.get("EndDate"), facts)
    if deadline is None:
        raise Unreadable("EndDate")
    alarm = None
    if flag(carrier, "HasAlarm"):
        lead = timedelta(minutes=wire.lead_time(carrier.get("AlarmLeadTime")))
        alarm = deadline.replace(second=0) - lead
    return Times(wire.moment(carrier.get("StartDate"), facts), deadline, alarm)


def start_day(when: Times, facts: Facts) -> date | None:
    """The day on which the work is meant to begin; None where the start is a mere default."""
    if when.begin is None:
        return None
    day = local_day(when.begin, facts)
    return day if when.begin == at(day, time(), facts) and day < local_day(when.deadline, facts) else None


def local_day(moment: datetime, facts: Facts) -> date:
    """The day of a moment in the base zone."""
    return moment.astimezone(ZoneInfo(facts.base)).date()


def at(day: date, clock: time, facts: Facts) -> datetime:
    """A time of day in the base zone. Raises OverflowError for years that SuperOffice takes for none (§2.6)."""
    if not 1 < day.year < 9999:
        raise OverflowError(day)
    return datetime.combine(day, clock, ZoneInfo(facts.base))
