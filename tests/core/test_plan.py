"""The table of decisions (engine.md §2.4): who has the item, and what is done about it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from backend.core.decisions import (
    Agree,
    Change,
    CreateOn,
    Forget,
    Leave,
    Link,
    Missing,
    Nothing,
    Presence,
    Remove,
    Unborn,
    Unread,
)
from backend.core.items import AllDay, Appointment, Busy, Side, Timed, Window
from backend.core.marks import Marker, shown_of
from backend.core.plan import decide
from backend.core.preferences import Direction, Preferences, Private
from backend.core.reasons import Reason
from backend.core.rules import Rules
from backend.core.seen import Seen, Unmapped
from backend.core.values import replace

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR
MARKER = Marker(b"salt")
WINDOW = Window(date(2026, 3, 1), date(2026, 9, 1))
LUNCH = Appointment(
    title="Lunch", span=Timed(datetime(2026, 3, 2, 11, tzinfo=UTC), datetime(2026, 3, 2, 12, tzinfo=UTC))
)
EDITED = replace(LUNCH, title="Long lunch")


def rules(**preferences: Any) -> Rules:
    return Rules(Preferences(**preferences), WINDOW, MARKER)


def link(origin: Side = SO, agreed: Appointment = LUNCH) -> Link:
    shown = shown_of(MARKER.marks(agreed))
    return Link(uuid4(), origin, {SO: "1", CAL: "a"}, {SO: shown, CAL: shown}, {SO: "", CAL: ""})


def seen(item: Appointment | Unmapped, item_id: str = "1") -> Seen:
    return Seen(item_id, "v", item)


def decided(superoffice: Presence, calendar: Presence, pair: Link | None = None, **preferences: Any) -> object:
    return decide(pair, {SO: superoffice, CAL: calendar}, rules(**preferences))


@pytest.mark.parametrize("side", list(Side))
def test_a_new_item_is_made_on_the_other_side(side: Side) -> None:
    presence: dict[Side, Presence] = {side: seen(LUNCH), side.other: Unborn()}
    decision = decide(None, presence, rules())
    assert decision == CreateOn(side.other, LUNCH)


@pytest.mark.parametrize("side", list(Side))
def test_what_was_deleted_on_one_side_and_untouched_on_the_other_is_deleted(side: Side) -> None:
    presence: dict[Side, Presence] = {side: seen(LUNCH), side.other: Missing()}
    assert decide(link(), presence, rules()) == Remove(side)


@pytest.mark.parametrize("side", list(Side))
def test_15_an_edit_beats_a_deletion(side: Side) -> None:
    presence: dict[Side, Presence] = {side: seen(EDITED), side.other: Missing()}
    assert decide(link(), presence, rules()) == CreateOn(side.other, EDITED, again=True)


def test_what_is_gone_on_both_sides_is_forgotten() -> None:
    nobody: tuple[Presence, ...] = (Missing(), Unborn())
    for here, there in product(nobody, repeat=2):
        assert decided(here, there, link()) == Forget()


def test_nothing_is_deleted_because_something_was_not_read() -> None:
    assert decided(Unread(), Missing(), link()) == Nothing()
    assert decided(Missing(), Unread(), link()) == Nothing()
    assert decided(Unread(), Unread(), link()) == Nothing()


def test_an_echo_only_moves_what_is_remembered() -> None:
    assert isinstance(decided(seen(LUNCH), Unread(), link()), Agree)


def test_a_change_is_written_to_the_other_side_only() -> None:
    decision = decided(Unread(), seen(EDITED, "a"), link())
    assert isinstance(decision, Change)
    assert set(decision.merged.targets) == {SO}
    assert decision.shown[SO]["title"] == [MARKER.mark("title", "Long lunch"), MARKER.mark("title", "Lunch")]


def test_an_item_without_neutral_form_is_left_alone_with_its_reason() -> None:
    assert decided(Unborn(), seen(Unmapped(Reason.BIRTHDAY))) == Leave(Reason.BIRTHDAY)
    assert decided(seen(LUNCH), seen(Unmapped(Reason.UNREADABLE)), link()) == Leave(Reason.UNREADABLE)


@pytest.mark.parametrize(
    ("item", "preferences", "reason"),
    [
        (replace(LUNCH, private=True), {}, Reason.PRIVATE),
        (replace(LUNCH, private=True), {"private": Private.YES}, None),
        (replace(LUNCH, busy=Busy.FREE), {}, None),
        (replace(LUNCH, busy=Busy.FREE), {"free": False}, Reason.FREE),
        (replace(LUNCH, span=AllDay(date(2026, 3, 2), date(2026, 3, 2))), {"all_day": False}, Reason.ALL_DAY),
        (replace(LUNCH, span=AllDay(date(2025, 3, 2), date(2025, 3, 2))), {}, Reason.OUTSIDE_WINDOW),
        (LUNCH, {"direction": Direction.TO_CALENDAR}, Reason.DIRECTION),
        (LUNCH, {"direction": Direction.TO_SUPEROFFICE}, None),
    ],
)
def test_preferences_decide_what_comes_from_the_calendar(
    item: Appointment, preferences: dict[str, Any], reason: Reason | None
) -> None:
    decision = decided(Unborn(), seen(item, "a"), None, **preferences)
    assert decision == (Leave(reason) if reason else CreateOn(SO, item))


def test_private_items_of_superoffice_always_go() -> None:
    private = replace(LUNCH, private=True)
    assert decided(seen(private), Unborn()) == CreateOn(CAL, private)


def test_a_filter_never_touches_what_is_already_synced() -> None:
    private = replace(LUNCH, private=True)
    decision = decided(Unread(), seen(private, "a"), link())
    assert isinstance(decision, Change)
    assert decision.merged.fields[SO] == {"private"}


def test_what_an_edit_saved_from_deletion_comes_back_although_a_run_died_over_it() -> None:
    private = replace(LUNCH, private=True)
    begun = replace(link(agreed=private), ids={SO: None, CAL: "a"})
    assert decided(Unborn(), seen(private, "a"), begun) == CreateOn(SO, private)
    longer = replace(private, title="Long lunch")
    assert decided(Unborn(), seen(longer, "a"), begun) == CreateOn(SO, longer)
    was_public = replace(link(agreed=LUNCH), ids={SO: None, CAL: "a"})
    assert decided(Unborn(), seen(private, "a"), was_public) == Leave(Reason.PRIVATE)


@pytest.mark.parametrize(
    ("base", "preferences", "reason"),
    [
        (replace(LUNCH, private=True), {}, Reason.PRIVATE),
        (replace(LUNCH, busy=Busy.FREE), {"free": False}, Reason.FREE),
        (replace(LUNCH, span=AllDay(date(2026, 3, 2), date(2026, 3, 2))), {"all_day": False}, Reason.ALL_DAY),
    ],
)
def test_13_what_a_filter_excludes_by_now_stays_as_it_is_if_the_calendar_brought_it(
    base: Appointment, preferences: dict[str, Any], reason: Reason
) -> None:
    edited = seen(replace(base, title="Long lunch"), "a")
    presence: dict[Side, Presence] = {SO: seen(base), CAL: edited}
    others = replace(rules(**preferences), preferences_changed=True)
    assert decide(link(CAL, base), presence, others) == Leave(reason)
    frozen = replace(link(CAL, base), reason=reason.value)
    assert decide(frozen, presence, rules(**preferences)) == Leave(reason)
    assert isinstance(decide(link(CAL, base), presence, rules(**preferences)), Change)
    assert isinstance(decided(seen(base), edited, link(SO, base), **preferences), Change)
    assert isinstance(decided(seen(base), Missing(), link(CAL, base), **preferences), Remove)


@pytest.mark.parametrize("private", [True, False])
def test_what_turns_private_or_public_does_so_on_both_sides_whatever_the_filter(private: bool) -> None:
    before, turned = replace(LUNCH, private=not private), replace(LUNCH, private=private)
    decision = decided(seen(before), seen(turned, "a"), link(CAL, before))
    assert isinstance(decision, Change)
    assert decision.merged.fields == {SO: {"private"}}


def test_one_way_leaves_changes_and_deletions_of_the_other_side_alone() -> None:
    one_way: dict[str, Any] = {"direction": Direction.TO_CALENDAR}
    assert decided(seen(LUNCH), Missing(), link(), **one_way) == Nothing()
    edited = decided(seen(LUNCH), seen(EDITED, "a"), link(), **one_way)
    assert isinstance(edited, Agree)
    assert edited.shown[CAL]["title"] == [MARKER.mark("title", "Lunch")]


def test_alarms_stay_where_the_preference_keeps_them() -> None:
    alarmed = replace(LUNCH, alarm=15)
    made = decided(seen(alarmed), Unborn(), superoffice_reminders=False)
    assert made == CreateOn(CAL, LUNCH)
    assert isinstance(decided(seen(alarmed), Unread(), link(), superoffice_reminders=False), Agree)
