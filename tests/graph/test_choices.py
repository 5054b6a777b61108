"""What can be chosen of a mailbox: its categories, the calendars that may be written into, and its zone."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from backend.core.sides import SideError
from backend.graph import choices
from backend.graph.client import GraphClient
from backend.transport import Patience, Transport
from tests.graph.nonsense import Nonsense
from tests.sandbox_client import HostSession, SandboxClient


@pytest.fixture
def outlook(sandbox: SandboxClient) -> HostSession:
    """Linda in Outlook."""
    return sandbox.graph_session("linda")


def told(nonsense: Nonsense, *answers: Any) -> GraphClient:
    """A Graph that gives these answers."""
    nonsense.answer(*answers)
    return GraphClient(Transport(), nonsense.base, lambda *, fresh=False: "token", Patience(1, 0, 0))


def test_categories_of_the_mailbox(client: GraphClient, outlook: HostSession) -> None:
    outlook.post("/me/outlook/masterCategories", json={"displayName": "Travel", "color": "preset2"})
    found = choices.categories(client)
    assert {"Travel", "Red category"} <= set(found)


def test_calendars_the_primary_first(client: GraphClient, outlook: HostSession) -> None:
    made = outlook.post("/me/calendars", json={"name": "A side job"}).json()
    primary, other = choices.calendars(client)
    assert (primary.name, primary.primary, primary.owner) == ("Calendar", True, "Linda Lund")
    assert (other.id, other.name, other.primary) == (made["id"], "A side job", False)


def test_calendars_that_may_only_be_read_are_left_out(nonsense: Nonsense) -> None:
    listed = [
        {"id": "birthdays", "name": "Birthdays", "canEdit": False},
        {"id": "shared", "name": "Team", "canEdit": True, "owner": {"address": "team@nordlys.example"}},
        {"id": "mine", "name": "Calendar", "canEdit": True, "isDefaultCalendar": True, "owner": None},
        {"id": 5, "canEdit": True},
        "calendar",
    ]
    found = choices.calendars(told(nonsense, {"value": listed}))
    assert [(one.id, one.owner) for one in found] == [("mine", ""), ("shared", "team@nordlys.example")]


def test_calendars_of_all_pages(nonsense: Nonsense) -> None:
    more = {"value": [{"id": "b", "canEdit": True}], "@odata.nextLink": f"{nonsense.base}/me/calendars?$skip=1"}
    client = told(nonsense, more, {"value": [{"id": "a", "canEdit": True}]})
    assert [one.id for one in choices.calendars(client)] == ["b", "a"]


def test_zone_of_the_mailbox_by_its_iana_name(client: GraphClient, outlook: HostSession) -> None:
    outlook.patch("/me/mailboxSettings", json={"timeZone": "Eastern Standard Time"})
    assert choices.zone(client) == "America/New_York"


def test_zones_that_the_server_knows(client: GraphClient) -> None:
    assert {"Europe/Oslo", "America/New_York", "UTC"} <= choices.zones(client)


@pytest.mark.parametrize("answer", [b"<html>", [], {"value": 5}, {"value": [5, {}, {"alias": "Nowhere/Land"}]}])
@pytest.mark.parametrize("ask", [choices.categories, choices.calendars, choices.zones, choices.zone])
def test_nonsense_is_no_choice(ask: Any, answer: Any, nonsense: Nonsense) -> None:
    with suppress(SideError):
        assert ask(told(nonsense, answer)) in ([], frozenset(), "UTC")


@pytest.mark.parametrize("ask", [choices.categories, choices.calendars, choices.zones, choices.zone])
def test_a_refusal_is_a_side_that_is_unavailable(ask: Any, nonsense: Nonsense) -> None:
    nonsense.refusal = (403, "ErrorAccessDenied")
    with pytest.raises(SideError):
        ask(told(nonsense))
