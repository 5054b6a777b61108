"""What the page of preferences offers: read from both systems at that moment."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.v1.conftest import Pane
from tests.sandbox_client import HostSession, SandboxClient

Json = dict[str, Any]


@pytest.fixture
def superoffice(sandbox: SandboxClient) -> HostSession:
    """Linda, an administrator, in SuperOffice."""
    return sandbox.superoffice_session("linda")


@pytest.fixture
def outlook(sandbox: SandboxClient) -> HostSession:
    """Linda in Outlook."""
    return sandbox.graph_session("linda")


def offered(pane: Pane, key: str, search: str = "") -> list[Json]:
    """The choices of a preference."""
    answer = pane.get(f"/preferences/choices/{key}", search=search)
    assert answer.status_code == 200, answer.text
    items: list[Json] = answer.get_json()["items"]
    return items


def labels(pane: Pane, key: str, search: str = "") -> list[str]:
    """Their labels."""
    return [one["label"] for one in offered(pane, key, search)]


def test_types_by_the_callers_language_with_the_other_names(linda: Pane, superoffice: HostSession) -> None:
    superoffice.delete("/v1/List/Task/Items/8").raise_for_status()
    types = {one["value"]: (one["label"], one["detail"]) for one in offered(linda, "types")}
    assert types[7] == ("Visit", "Besøk")
    assert types[10] == ("Service", "")
    assert 8 not in types


def test_types_are_found_by_any_of_their_names(linda: Pane) -> None:
    assert labels(linda, "types", "besøk") == ["Visit"]
    assert labels(linda, "types", "VIS") == ["Visit"]


def test_new_items_get_types_of_their_kind(linda: Pane) -> None:
    appointments, tasks = (labels(linda, f"incoming_{kind}_type") for kind in ("appointment", "task"))
    assert "Visit" in appointments and "Follow-up" not in appointments
    assert "Follow-up" in tasks and "Visit" not in tasks
    assert "Phone-In" in appointments and "Phone-In" in tasks


@pytest.mark.parametrize("key", ["job_title_field", "title_field", "department_field"])
def test_standard_fields_and_those_of_the_organisation(linda: Pane, key: str) -> None:
    fields = {one["value"]: one["label"] for one in offered(linda, key)}
    assert fields["mrMrs"] == "Mr/Mrs"
    assert fields["personContact/department"] == "Department of the company"
    assert fields["SuperOffice:1"] == "Assistant"


def test_selections_with_member_counts_by_search(linda: Pane, superoffice: HostSession) -> None:
    for name in ("Summer fair", "Winter fair"):
        superoffice.post("/v1/Selection", json={"Name": name, "TargetTableNumber": 5}).raise_for_status()
    assert {(one["label"], one["members"]) for one in offered(linda, "selections")} >= {("Newsletter", 3)}
    assert labels(linda, "selections", "fair") == ["Summer fair", "Winter fair"]


def test_languages_in_which_types_have_names(linda: Pane) -> None:
    languages = {one["value"]: one["label"] for one in offered(linda, "subject_language")}
    assert languages == {"en-US": "English", "nb-NO": "Norsk bokmål"}


@pytest.mark.parametrize("kind", ["appointment", "task", "person"])
def test_categories_of_the_mailbox(linda: Pane, outlook: HostSession, kind: str) -> None:
    outlook.post("/me/outlook/masterCategories", json={"displayName": "Customers", "color": "preset2"})
    assert "Customers" in labels(linda, f"outgoing_category_{kind}", "cust")


def test_calendars_the_primary_one_as_the_default(linda: Pane, outlook: HostSession) -> None:
    made = outlook.post("/me/calendars", json={"name": "Customers"}).json()
    assert [(one["value"], one["label"]) for one in offered(linda, "calendar")] == [
        ("", "Calendar"),
        (made["id"], "Customers"),
    ]


def test_zones_begin_with_what_each_system_says(linda: Pane, outlook: HostSession) -> None:
    outlook.patch("/me/mailboxSettings", json={"timeZone": "Eastern Standard Time"})
    assert offered(linda, "time_zone_superoffice")[0] | {"members": None} == {
        "value": "", "label": "Europe/Oslo", "detail": "what SuperOffice says", "members": None,
    }  # fmt: skip
    assert offered(linda, "time_zone_calendar")[0]["label"] == "America/New_York"
    assert "Europe/Berlin" in labels(linda, "time_zone_calendar", "berlin")


def test_a_search_that_is_too_long_is_told(linda: Pane) -> None:
    for query, field in (("/preferences/choices/types", "search"), ("/people/suggestion", "name")):
        told = linda.get(query, address="new@elsewhere.example", **{field: "x" * 10_000}).get_json()
        assert (told["code"], told["field"]) == ("malformed", field), told


def test_a_page_that_is_filled_in_asks_once(linda: Pane, sandbox: SandboxClient) -> None:
    offered(linda, "types")
    before = sandbox.requests()
    for search in ("v", "vi", "vis"):
        offered(linda, "types", search)
    assert sandbox.requests() == before


# -- values that the systems do not take


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("types", [7, 999]),
        ("incoming_appointment_type", 5),
        ("incoming_task_type", 999),
        ("job_title_field", "SuperOffice:99"),
        ("subject_language", "xx-XX"),
        ("selections", [999]),
        ("calendar", "nowhere"),
    ],
)
def test_what_is_not_offered_is_refused(linda: Pane, key: str, value: Any) -> None:
    answer = linda.client.patch("/api/v1/preferences", json={key: value}, headers=linda._headers())
    assert answer.status_code == 400, answer.text
    told = answer.get_json()
    assert (told["field"], told["errors"][0]["code"]) == (key, "not_offered")


def test_a_dynamic_selection_is_refused_with_the_reason(linda: Pane, superoffice: HostSession) -> None:
    made = superoffice.post("/v1/Selection", json={"Name": "Moving", "TargetTableNumber": 5}).json()
    address = f"/v1/Selection/{made['SelectionId']}"
    superoffice.put(address, json=made | {"SelectionType": "Dynamic"}).raise_for_status()
    answer = linda.client.patch(
        "/api/v1/preferences", json={"selections": [made["SelectionId"]]}, headers=linda._headers()
    )
    assert (answer.status_code, answer.get_json()["errors"][0]["code"]) == (400, "dynamic")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("types", [7, 2]),
        ("incoming_appointment_type", 7),
        ("job_title_field", "SuperOffice:1"),
        ("subject_language", "nb-NO"),
        ("outgoing_category_appointment", "Not a category yet"),
        ("time_zone_calendar", "Europe/Berlin"),
    ],
)
def test_what_is_offered_is_taken(linda: Pane, key: str, value: Any) -> None:
    answer = linda.client.patch("/api/v1/preferences", json={key: value}, headers=linda._headers())
    assert answer.status_code == 200, answer.text
    assert {one["key"]: one["value"] for one in answer.get_json()["preferences"]}[key] == value


# -- warnings


def test_without_a_reason_nothing_is_warned_of(linda: Pane) -> None:
    assert linda.get("/preferences/warnings").get_json() == {"items": []}


def test_zones_that_differ_are_a_warning(linda: Pane, outlook: HostSession) -> None:
    outlook.patch("/me/mailboxSettings", json={"timeZone": "Eastern Standard Time"})
    items = linda.get("/preferences/warnings").get_json()["items"]
    assert {one["key"]: one["offered"] for one in items} == {
        "time_zone_superoffice": {"time_zone_superoffice": "America/New_York"},
        "time_zone_calendar": {"time_zone_calendar": "Europe/Oslo"},
    }
    assert all("Europe/Oslo" in one["sentence"] for one in items)
