"""Fills both systems of the demo company, from six weeks back to five months ahead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.sandbox.demo.almanac import Almanac
from backend.sandbox.demo.belongings import fill_mailbox
from backend.sandbox.demo.diary import Diary, hold_bookings
from backend.sandbox.demo.kinds import DIARY, OTHERS, OUTLOOK
from backend.sandbox.demo.meetings import Meetings, standing
from backend.sandbox.demo.occasions import Occasion
from backend.sandbox.demo.outlook import write_occasions
from backend.sandbox.demo.planner import Planner
from backend.sandbox.demo.plans import DIARY_DAYS, KNOWN, KNOWN_DAY, OUTLOOK_DAYS, TODOS, Days, Known
from backend.sandbox.graph.host import GraphHost
from backend.sandbox.superoffice.host import SuperOfficeHost
from backend.sandbox.world import Person, World

#: appointments beside all that is planned by name, in each system of those who have both
BUSY = 90
#: the same of those who have a mailbox alone
QUIET = 30

_COLLEAGUES = {
    "linda": ("Julie", "John", "Mike"), "julie": ("Linda", "John", "Mike"), "john": ("Linda", "Julie", "Mike"),
    "mike": ("Linda", "Julie", "John"), "c": ("Anders", "Berit", "Dag"), "x": ("Zoé", "Marc"),
}  # fmt: skip


def fill(world: World, graph: GraphHost, superoffice: SuperOfficeHost) -> None:
    """Fill calendars, diaries, to-do lists and address books. Deterministic by the world's clock and random.

    Everything happens as if long ago: no mail and no notification of it is left.
    """
    almanac = Almanac(world.clock.now().astimezone(ZoneInfo(world.base_zone)).date())
    people = {person.key: person for person in world.people if person.key in _COLLEAGUES}
    planners = {key: Planner(almanac, world.random, _COLLEAGUES[key], standing(key)) for key in people}
    diaries = {key: Diary(world, superoffice.state, graph.outbound, people[key]) for key in TODOS}
    for person in people.values():
        fill_mailbox(graph, almanac, person)
    for key, diary in diaries.items():
        _fill_fixed(almanac, graph, people[key], diary, planners[key])
    Meetings(graph, almanac, planners).hold()
    hold_bookings(diaries, people, planners)
    for key, person in people.items():
        if key in diaries:
            write_occasions(graph, person, planners[key].spread(OUTLOOK, BUSY))
            diaries[key].write(planners[key].spread(DIARY, BUSY))
            diaries[key].write_to_dos(almanac, TODOS[key])
        else:
            write_occasions(graph, person, planners[key].spread(OTHERS, QUIET))
    world.mail.clear()
    graph.state.unannounced.clear()


def _fill_fixed(almanac: Almanac, graph: GraphHost, person: Person, diary: Diary, planner: Planner) -> None:
    """Write what is planned by name: days away, holidays, and what both systems know."""
    outlook, superoffice = OUTLOOK_DAYS[person.key], DIARY_DAYS[person.key]
    for days in (*outlook, *superoffice, KNOWN_DAY):
        if days.keeps_away:
            planner.go_away(almanac.day(days.week, days.weekday), days.days)
    known = [_known(almanac, each, planner) for each in KNOWN[person.key]] + [*_whole_days(almanac, [KNOWN_DAY])]
    write_occasions(graph, person, [*_whole_days(almanac, outlook), *_public_holidays(almanac), *known])
    diary.write([*_whole_days(almanac, superoffice), *known])


def _known(almanac: Almanac, known: Known, planner: Planner) -> Occasion:
    start = datetime.combine(almanac.working_day(known.week, known.weekday), time(known.hour))
    end = start + timedelta(minutes=known.minutes)
    planner.take(start, end)
    return Occasion(
        known.subject, start, end, known.category, known.place, private=known.private, alarm=known.alarm
    )  # fmt: skip


def _whole_days(almanac: Almanac, days: Iterable[Days]) -> Iterator[Occasion]:
    for each in days:
        first = almanac.day(each.week, each.weekday)
        yield _all_day(each, first)


def _all_day(days: Days, first: date) -> Occasion:
    start = datetime.combine(first, time())
    return Occasion(
        days.subject,
        start,
        start + timedelta(days=days.days),
        days.category,
        days.place,
        show=days.show,
        private=days.private,
        all_day=True,
    )


def _public_holidays(almanac: Almanac) -> Iterator[Occasion]:
    for day, name in almanac.holidays().items():
        yield _all_day(Days(name, 0, 0, 1, "free", "Holiday", "Norway"), day)
