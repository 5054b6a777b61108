"""Preferences as a person sees and changes them, and everything that is refused."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from backend.api.app import make_app
from backend.core.preferences import CATALOGUE, Level
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation
from backend.sync.service import Product
from tests.api.v1.conftest import Pane, access_token
from tests.company import Company, at
from tests.core.test_preferences import BAD
from tests.mailboxes import is_rung

Json = dict[str, Any]
#: bad values that JSON can hold
BAD_JSON = [one for one in BAD if one[1] != "\ud800"]


def row_of(company: Company, key: str = "linda") -> Mailbox:
    with session(company.product.engine) as work:
        mailbox = mailboxes.by_address(work, company[key].address)
    assert mailbox is not None
    return mailbox


def of_profile(company: Company, **values: Any) -> None:
    with session(company.product.engine) as work, work.begin():
        organisation = work.get_one(Organisation, row_of(company).organisation_id)
        organisation.preferences = {**organisation.preferences, **values}


def seen(pane: Pane) -> dict[str, Json]:
    answer = pane.get("/preferences")
    assert answer.status_code == 200, answer.text
    return {one["key"]: one for one in answer.get_json()["preferences"]}


def test_everything_that_is_a_persons_matter_is_told_in_the_order_of_the_page(linda: Pane) -> None:
    answer = linda.get("/preferences").get_json()
    assert answer["allowed"] is True
    assert [one["key"] for one in answer["preferences"]] == [
        key for key, one in CATALOGUE.items() if Level.PERSONAL in one.levels
    ]
    for one in answer["preferences"]:
        assert one["label"] and one["help"].endswith(".")
        assert one["source"] in {"default", "profile"}
        assert (one["changeable"], one["fault"]) == (True, "")
        assert one["value"] == one["inherited"]


def test_a_fixed_list_tells_its_choices_and_a_number_of_the_systems_its_bounds(linda: Pane) -> None:
    told = seen(linda)
    assert [one["value"] for one in told["private"]["choices"]] == ["no", "yes", "busy only"]
    assert [one["label"] for one in told["subject"]["choices"]][1] == "First line of description"
    assert (told["types"]["type"], told["types"]["live"], told["types"]["choices"]) == ("choices", True, [])
    assert told["outgoing_category_task"]["max_length"] == 255
    assert linda.get("/preferences/choices/direction", search="outlook to").get_json()["items"] == [
        {"value": "calendar-to-superoffice", "label": "From Outlook to SuperOffice", "detail": "", "members": None}
    ]


def test_a_change_counts_from_the_next_run_and_tells_where_it_comes_from(company: Company, linda: Pane) -> None:
    company.run("linda")
    of_profile(company, free=False, all_day=False)
    answer = linda.patch("/preferences", {"free": True, "direction": "none", "subject": ["person", "type"]})
    assert answer.status_code == 200
    told = {one["key"]: one for one in answer.get_json()["preferences"]}
    assert told == seen(linda)
    assert (told["free"]["value"], told["free"]["inherited"], told["free"]["source"]) == (True, False, "personal")
    assert (told["all_day"]["value"], told["all_day"]["source"]) == (False, "profile")
    assert told["subject"]["value"] == ["person", "type"]
    assert is_rung(company.product, row_of(company).id)
    assert row_of(company).preferences == {"free": True, "direction": "none", "subject": ["person", "type"]}


def test_null_goes_back_to_the_value_of_the_profile(company: Company, linda: Pane) -> None:
    of_profile(company, free=False)
    linda.patch("/preferences", {"free": True, "sync_tasks": True})
    assert linda.patch("/preferences", {"free": None}).status_code == 200
    told = seen(linda)
    assert (told["free"]["value"], told["free"]["source"]) == (False, "profile")
    assert row_of(company).preferences == {"sync_tasks": True}


def test_a_zone_is_kept_by_its_iana_name(company: Company, linda: Pane) -> None:
    linda.patch("/preferences", {"time_zone_calendar": "W. Europe Standard Time"})
    assert seen(linda)["time_zone_calendar"]["value"] == "Europe/Berlin"


def test_nobody_changes_the_preferences_of_somebody_else(company: Company, linda: Pane, julie: Pane) -> None:
    linda.patch("/preferences", {"free": False})
    assert seen(julie)["free"]["value"] is True
    assert row_of(company, "julie").preferences == {}


def test_every_bad_value_is_refused_with_key_and_reason(company: Company, linda: Pane) -> None:
    for key, value, code in BAD_JSON:
        answer = linda.patch("/preferences", {"all_day": False, key: value})
        problem = answer.get_json()
        assert (answer.status_code, answer.mimetype) == (400, "application/problem+json"), key
        assert problem["code"] == "preferences_refused"
        (error,) = problem["errors"]
        assert (error["key"], error["code"]) == (key, code)
        assert error["sentence"].endswith(".")
    assert row_of(company).preferences == {}


def test_every_fault_of_a_request_is_told_and_nothing_is_saved(company: Company, linda: Pane) -> None:
    changes = {"free": "no", "sync_tasks": True, "colour": 1, "private": "maybe", "window_back_days": 3}
    answer = linda.patch("/preferences", changes)
    assert {one["key"] for one in answer.get_json()["errors"]} == changes.keys() - {"sync_tasks"}
    assert row_of(company).preferences == {}


def test_what_is_no_object_or_empty_is_refused(company: Company, linda: Pane) -> None:
    headers = {"Authorization": f"Bearer {linda.token}", "Content-Type": "application/json"}
    before = row_of(company).dirty
    for body in (b"", b"{}", b"[]", b"3", b"null", b'{"free": tru', b'"free"', b"\xff"):
        answer = linda.client.patch("/api/v1/preferences", data=body, headers=headers)
        assert (answer.status_code, answer.get_json()["code"]) == (400, "malformed"), body
    assert row_of(company).dirty == before


def test_while_they_are_not_allowed_every_change_is_refused(company: Company, linda: Pane) -> None:
    linda.patch("/preferences", {"free": False})
    of_profile(company, personal_preferences_allowed=False, all_day=False)
    for changes in ({"free": True}, {"free": None}, {"calendar": None}):
        answer = linda.patch("/preferences", changes)
        assert (answer.status_code, answer.get_json()["code"]) == (403, "preferences_not_allowed")
    told = linda.get("/preferences").get_json()
    assert told["allowed"] is False
    assert not any(one["changeable"] for one in told["preferences"])
    shown = seen(linda)
    assert (shown["free"]["value"], shown["all_day"]["value"]) == (True, False)
    of_profile(company, personal_preferences_allowed=True)
    assert seen(linda)["free"]["value"] is False


def test_a_stored_value_that_is_not_valid_any_more_is_told(company: Company, linda: Pane) -> None:
    with session(company.product.engine) as work, work.begin():
        work.get_one(Mailbox, row_of(company).id).preferences = {"private": "sometimes", "gone": 1}
    private = seen(linda)["private"]
    assert (private["value"], private["source"]) == ("no", "default")
    assert private["fault"] == "Private events: sometimes is not among the choices."


def test_a_choice_that_vanished_falls_back_and_is_told(company: Company, linda: Pane) -> None:
    assert linda.patch("/preferences", {"incoming_appointment_type": 7}).status_code == 200
    superoffice = company.sandbox.superoffice_session("linda")
    superoffice.delete("/v1/List/Task/Items/7").raise_for_status()
    company.run("linda", at(1))
    told = seen(linda)["incoming_appointment_type"]
    assert (told["value"], told["source"]) == (0, "default")
    assert told["fault"] == "Type of new appointments: 7 is not among the choices."
    again = linda.patch("/preferences", {"free": False, "incoming_appointment_type": 7})
    assert again.get_json()["errors"][0]["code"] == "not_offered"
    assert row_of(company).preferences == {"incoming_appointment_type": 7}


def test_without_the_licence_private_events_are_refused_with_the_reason(company: Company, linda: Pane) -> None:
    company.sandbox.control("POST", "licence", {"user": "linda", "confidential": False})
    for value in ("yes", "busy only"):
        (error,) = linda.patch("/preferences", {"private": value}).get_json()["errors"]
        assert (error["key"], error["code"]) == ("private", "licence")
        assert "confidential activities" in error["sentence"]
    assert row_of(company).preferences == {}


def test_a_system_that_does_not_answer_saves_nothing(company: Company, linda: Pane) -> None:
    company.sandbox.faults.add("superoffice", "500", rate=1, path="List/Task")
    answer = linda.patch("/preferences", {"types": [7], "free": False})
    assert (answer.status_code, answer.get_json()["code"]) == (503, "unavailable")
    assert row_of(company).preferences == {}
    assert linda.patch("/preferences", {"free": False}).status_code == 200


@pytest.mark.parametrize("key", ["colour", "free", "window_ahead_days", "outgoing"])
def test_what_has_no_choices_says_so(linda: Pane, key: str) -> None:
    answer = linda.get(f"/preferences/choices/{key}")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "no_choices")


def test_a_search_is_short(linda: Pane) -> None:
    assert linda.get("/preferences/choices/types", search="x" * 101).status_code == 400


def test_before_the_mailbox_is_connected_there_are_no_preferences(product: Product, app: Flask) -> None:
    pane = Pane(app.test_client(), access_token(product.settings, "linda", product.settings.tenant_ids[0]))
    for answer in (
        pane.get("/preferences"),
        pane.patch("/preferences", {"free": False}),
        pane.get("/preferences/choices/private"),
    ):
        assert (answer.status_code, answer.get_json()["code"]) == (409, "not_connected")


def test_pages_of_other_origins_may_change_preferences(product: Product) -> None:
    settings = product.settings.model_copy(update={"allowed_origins": "https://pane.example.com"})
    browser = make_app(Product(settings, product.engine, product.vault, product.doors)).test_client()
    asked = {"Origin": "https://pane.example.com", "Access-Control-Request-Method": "PATCH"}
    answer = browser.options("/api/v1/preferences", headers=asked)
    assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]


def test_the_document_holds_the_schema_of_the_catalogue(linda: Pane) -> None:
    document = linda.client.get("/api/openapi.json").get_json()
    schema = document["components"]["schemas"]["PreferenceChanges"]
    assert set(schema["properties"]) == {key for key, one in CATALOGUE.items() if Level.PERSONAL in one.levels}
    assert schema["additionalProperties"] is False
    assert schema["properties"]["private"]["anyOf"][0] == {"type": "string", "enum": ["no", "yes", "busy only"]}
