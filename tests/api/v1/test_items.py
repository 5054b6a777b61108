"""The state of an item, from a click to a linked item and back through its history."""

from __future__ import annotations

import pytest

from backend.core.languages import written
from tests.api.v1.conftest import Pane
from tests.company import Company, Outlook, at
from tests.jobs.test_worker import working


def test_from_a_click_to_a_linked_item(company: Company, linda: Pane) -> None:
    event = company["linda"].in_outlook.adds("Lunch", at(2, 11))
    before = linda.get(f"/items/{event}").get_json()
    assert (before["state"], before["superoffice_id"]) == ("not_linked", None)
    begun = linda.post("/sync")
    assert (begun.status_code, begun.get_json()["state"]) == (202, "queued")
    with working(company.product):
        pass
    sync = linda.get("/sync").get_json()
    assert (sync["state"], sync["run"]["outcome"]) == ("idle", "ok")
    assert sync["run"]["created"] == {"superoffice": 1, "calendar": 0}
    item = linda.get(f"/items/{event}").get_json()
    assert item["state"] == "linked"
    assert item["superoffice_id"] == str(company["linda"].in_superoffice.item("Lunch")["AppointmentId"])
    title = next(one for one in item["fields"] if one["field"] == "title")
    assert title == {"field": "title", "superoffice": "Lunch", "calendar": "Lunch", "agreed": "equal"}
    assert [entry["action"] for entry in item["history"]] == ["created"]
    assert linda.get("/runs").get_json()["items"][0]["id"] == sync["run"]["id"]


def test_an_item_is_found_by_every_spelling_of_its_id(company: Company, linda: Pane) -> None:
    event = company["linda"].in_outlook.adds("Lunch", at(2, 11))
    company.run("linda")
    known = linda.get(f"/items/{event}").get_json()
    spellings = [known["superoffice_id"], known["calendar_id"], event, event.replace("-", "/").replace("_", "+")]
    found = [linda.get(f"/items/{one.replace('/', '%2F').replace('+', '%2B')}") for one in spellings]
    assert [one.get_json()["calendar_id"] for one in found] == [known["calendar_id"]] * 4


def test_outlook_is_told_its_own_id_of_an_event(company: Company, linda: Pane, julie: Pane) -> None:
    event = company["linda"].in_outlook.adds("Lunch", at(2, 11))
    company.run("linda")
    known = linda.get(f"/items/{event}").get_json()
    answer = linda.get(f"/items/{known['calendar_id']}/outlook-id")
    assert answer.get_json() == {"id": event.replace("-", "/").replace("_", "+")}
    missing = [
        linda.get(f"/items/{known['superoffice_id']}/outlook-id"),
        julie.get(f"/items/{known['calendar_id']}/outlook-id"),
    ]
    assert [one.status_code for one in missing] == [404, 404]


def test_a_skipped_item_says_why(company: Company, linda: Pane) -> None:
    event = company["linda"].in_outlook.adds("Secret", at(2, 11), sensitivity="private")
    company.run("linda")
    item = linda.get(f"/items/{event}").get_json()
    assert (item["state"], item["reason"]) == ("skipped", "private")
    assert item["sentence"] == "This is a private event, and private events stay in Outlook."
    assert item["remedy"]


def test_a_value_that_lost_is_put_back(company: Company, linda: Pane) -> None:
    people = company["linda"]
    event = people.in_outlook.adds("Lunch", at(2, 11))
    company.settles("linda")
    people.in_superoffice.changes(people.in_superoffice.item("Lunch")["AppointmentId"], Title="SuperOffice's")
    people.in_outlook.changes(event, subject="Outlook's")
    company.run("linda")
    kept = next(one for one in linda.get(f"/items/{event}").get_json()["history"] if one["can_undo"])
    assert linda.post(f"/items/{event}/undo", {"entry": kept["id"]}).status_code == 202
    with working(company.product):
        pass
    assert people.in_outlook.subjects() == people.in_superoffice.titles() == ["Outlook's"]


def test_two_items_that_look_alike_are_joined_when_a_person_says_so(company: Company, linda: Pane) -> None:
    """SuperOffice's row is Linda's own, Outlook's event is Clara's (scenario 11)."""
    people = company["linda"]
    clara = Outlook(company.sandbox.graph_session("c"))
    guests = [{"type": "required", "emailAddress": {"address": people.address, "name": "Linda"}}]
    clara.adds("Review", at(2, 11), attendees=guests)
    row = people.in_superoffice.adds("Review", at(2, 11))
    company.run("linda")
    item = linda.get(f"/items/{row}").get_json()
    assert (item["state"], item["reason"]) == ("skipped", "not_joined")
    assert linda.post(f"/items/{row}/repair", None).status_code == 202
    with working(company.product):
        pass
    assert linda.get(f"/items/{row}").get_json()["state"] == "linked"
    assert len(people.in_outlook.items()) == len(people.in_superoffice.items()) == 1
    refused = linda.post(f"/items/{row}/repair", None)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "cannot_repair")


def test_what_cannot_be_put_back_is_refused(company: Company, linda: Pane) -> None:
    event = company["linda"].in_outlook.adds("Lunch", at(2, 11))
    company.run("linda")
    (created,) = linda.get(f"/items/{event}").get_json()["history"]
    refused = linda.post(f"/items/{event}/undo", {"entry": created["id"]})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "cannot_undo")
    unknown = linda.post(f"/items/{event}/undo", {"entry": "00000000-0000-4000-8000-000000000000"})
    assert (unknown.status_code, unknown.get_json()["code"]) == (404, "entry_not_found")


def test_an_item_of_somebody_elses_series_says_whose_it_is_and_how_far_it_goes(
    company: Company, linda: Pane
) -> None:
    company.runs()
    limits = {"type": "numbered", "startDate": f"{at(2):%Y-%m-%d}", "numberOfOccurrences": 3}
    Outlook(company.sandbox.graph_session("c")).adds(
        "Course",
        at(2, 9),
        attendees=[{"emailAddress": {"address": company["linda"].address}}],
        recurrence={"pattern": {"type": "daily", "interval": 1}, "range": limits},
    )
    company.runs()
    row = company["linda"].in_superoffice.items()[0]["AppointmentId"]
    company["linda"].in_superoffice.changes(row, Location="My office")
    company.runs()
    item = linda.get(f"/items/{row}").get_json()
    assert (item["meeting"]["part"], item["meeting"]["organiser"]) == ("attended", "Clara Customer")
    assert item["meeting"]["superoffice_answer"] == item["meeting"]["calendar_answer"] == "none"
    last, day = f"{at(4):%Y-%m-%d}", written(at(4).date(), "en")
    assert item["series"] == {
        "sentence": f"This series goes on until {day}. SuperOffice holds it up to {day}.",
        "endless": False,
        "until": last,
        "held_until": last,
        "items": 3,
        "synced": 3,
        "left_out": 0,
    }
    assert item["whole"] is None
    assert (item["reason"], item["put_back"]) == ("organiser_decides", ["place"])
    entry = next(one for one in item["history"] if one["action"] == "put_back")
    assert not entry["can_undo"]
    assert "only the organiser decides" in entry["sentence"]
    refused = linda.post(f"/items/{row}/undo", {"entry": entry["id"]})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "may_not_undo")


def test_a_series_goes_as_far_as_the_systems_say_now(company: Company, linda: Pane) -> None:
    """No run has looked since; a row that was moved counts on the day from which it was."""

    def daily(count: int) -> dict[str, object]:
        limits = {"type": "numbered", "startDate": f"{at(2):%Y-%m-%d}", "numberOfOccurrences": count}
        return {"pattern": {"type": "daily", "interval": 1}, "range": limits}

    people = company["linda"]
    series = people.in_outlook.adds("Course", at(2, 9), recurrence=daily(3))
    company.run("linda")
    first, *_, last = sorted(people.in_superoffice.items(), key=lambda row: str(row["StartDate"]))
    told = [linda.get(f"/items/{first['AppointmentId']}").get_json()["series"]]
    people.in_outlook.changes(series, recurrence=daily(5))
    people.in_superoffice.moves(last["AppointmentId"], at(2, 15))
    told.append(linda.get(f"/items/{first['AppointmentId']}").get_json()["series"])
    known = [(one["until"], one["held_until"]) for one in told]
    assert known == [(f"{at(4):%Y-%m-%d}", f"{at(4):%Y-%m-%d}"), (f"{at(6):%Y-%m-%d}", f"{at(4):%Y-%m-%d}")]


@pytest.mark.parametrize("body", [None, [], "x", {}, {"entry": 7}, {"entry": "x"}, {"entry": None, "more": 1}])
def test_a_malformed_undo_is_told_its_field(linda: Pane, body: object) -> None:
    answer = linda.post("/items/1/undo", body)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.get_json().get("field", "") in ("", "entry")


@pytest.mark.parametrize(
    "item_id", ["0", "9" * 1024, "%00", "a b", "..%2F..", "x" * 1025, "a%2F%2Fb", "AAMk", "é", "<b>"]
)
def test_what_is_no_item_is_not_found(linda: Pane, item_id: str) -> None:
    answer = linda.get(f"/items/{item_id}")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "item_not_found")


def test_the_last_known_state_is_told_while_outlook_does_not_answer(company: Company, linda: Pane) -> None:
    event = company["linda"].in_outlook.adds("Lunch", at(2, 11))
    company.run("linda")
    known = linda.get(f"/items/{event}").get_json()["calendar_id"]
    company.sandbox.faults.add("graph", "503", rate=1.0, retry_after=120)
    item = linda.get(f"/items/{known}")
    assert item.status_code == 200
    assert (item.get_json()["state"], item.get_json()["read_at"]) == ("linked", None)
    unknown = linda.get(f"/items/{event}")
    assert (unknown.status_code, unknown.get_json()["code"]) == (503, "unavailable")
