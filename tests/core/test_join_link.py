"""The link with which people join an online meeting: the calendar's own, and repeated in SuperOffice."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from backend.core.items import Appointment, Side, Timed, Window
from backend.core.marks import Marker, Shown, shown_of
from backend.core.meetings import Part, rights
from backend.core.merge import Merged, merge
from backend.core.preferences import Preferences
from backend.core.rules import Rules
from backend.core.values import replace
from backend.core.views import View
from tests.core.pairs import written

MARKER = Marker(b"a mailbox's own secret")
NINE = Timed(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC), "Europe/Oslo")
PLAIN = Appointment(title="Budget", span=NINE)
ONLINE = replace(PLAIN, join_url="https://teams.example/1")
OTHER = replace(PLAIN, join_url="https://other.example/2")


def met(
    superoffice: Appointment, calendar: Appointment, *, agreed: dict[Side, Appointment], part: Part = Part.OWN
) -> Merged:
    """What comes of a pair that shows this and was *agreed* on that; {} at a first meeting."""
    shown: dict[Side, Shown] = {side: shown_of(MARKER.marks(item)) for side, item in agreed.items()}
    items = {Side.SUPEROFFICE: superoffice, Side.CALENDAR: calendar}
    views = {side: View(item, MARKER.marks(item), shown.get(side, {})) for side, item in items.items()}
    return merge(views, Side.SUPEROFFICE, MARKER, rights(part))


@pytest.mark.parametrize("part", [Part.OWN, Part.ATTENDED])
def test_a_link_that_comes_changes_or_goes_in_the_calendar_does_so_in_superoffice(part: Part) -> None:
    for old, new in ((PLAIN, ONLINE), (ONLINE, OTHER), (ONLINE, PLAIN)):
        merged = met(old, new, agreed=dict.fromkeys(Side, old), part=part)
        assert merged.fields == {Side.SUPEROFFICE: {"join_url"}}
        assert written(merged, Side.SUPEROFFICE).join_url == new.join_url


@pytest.mark.parametrize("part", list(Part))
def test_what_superoffice_shows_instead_never_travels_and_is_never_put_back(part: Part) -> None:
    assert not met(OTHER, ONLINE, agreed=dict.fromkeys(Side, ONLINE), part=part).targets


@pytest.mark.parametrize("part", [Part.SHARED, Part.COPY])
def test_where_another_mailbox_brings_the_meeting_it_brings_the_link(part: Part) -> None:
    assert not met(PLAIN, ONLINE, agreed=dict.fromkeys(Side, PLAIN), part=part).targets


def test_a_first_meeting_brings_a_link_and_takes_none_away() -> None:
    assert written(met(OTHER, ONLINE, agreed={}), Side.SUPEROFFICE).join_url == ONLINE.join_url
    assert not met(OTHER, PLAIN, agreed={}).targets


def test_a_link_of_superoffices_own_stays_when_its_appointment_is_new_in_the_calendar() -> None:
    rules = Rules(Preferences(), Window(date(2026, 3, 1), date(2026, 4, 1)), MARKER)
    copy = rules.copy_for(Side.CALENDAR, OTHER)
    assert copy.join_url == ""
    agreed = {Side.SUPEROFFICE: OTHER, Side.CALENDAR: copy}
    assert not met(OTHER, copy, agreed=agreed).targets
    assert not met(replace(OTHER, join_url=""), copy, agreed=agreed).targets


def test_the_mark_of_a_link_tells_nothing_about_it() -> None:
    assert "teams" not in MARKER.marks(ONLINE)["join_url"]
    assert MARKER.marks(PLAIN)["join_url"] == ""
