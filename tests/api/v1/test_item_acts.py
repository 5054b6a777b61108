"""Acts on one item: pushed, unlinked, included, told whom it concerns; each seen in the other system."""

from __future__ import annotations

import pytest

from tests.api.v1.acts import Json, accepted, cards, prefer, refusal, stays
from tests.api.v1.conftest import Pane
from tests.company import Company, at

# -- push


@pytest.mark.parametrize(
    ("preferences", "event", "reason"),
    [
        ({"free": False}, {"showAs": "free"}, "free"),
        ({"private": "yes"}, {"showAs": "busy"}, ""),
    ],
)
def test_an_item_that_a_preference_keeps_back_is_pushed(
    company: Company, linda: Pane, preferences: Json, event: Json, reason: str
) -> None:
    prefer(company, **preferences)
    people = company["linda"]
    item = people.in_outlook.adds("Lunch", at(2, 11), **event)
    if reason:
        company.run("linda")
        assert linda.get(f"/items/{item}").get_json()["reason"] == reason
    mails = len(company.sandbox.mail())
    accepted(linda.post(f"/items/{item}/push", {}))
    company.run("linda")
    assert people.in_superoffice.titles() == ["Lunch"]
    assert linda.get(f"/items/{item}").get_json()["state"] == "linked"
    assert len(company.sandbox.mail()) == mails
    stays(company)
    people.in_outlook.changes(item, subject="Late lunch")
    company.run("linda")
    assert people.in_superoffice.titles() == ["Late lunch"]
    stays(company)


def test_a_push_that_is_repeated_changes_nothing(company: Company, linda: Pane) -> None:
    prefer(company, free=False)
    people = company["linda"]
    item = people.in_outlook.adds("Lunch", at(2, 11), showAs="free")
    company.run("linda")
    for _ in range(2):
        accepted(linda.post(f"/items/{item}/push", {}))
    company.run("linda")
    accepted(linda.post(f"/items/{item}/push", {}))
    stays(company)
    assert people.in_superoffice.titles() == ["Lunch"]
    told = [one["action"] for one in linda.get(f"/items/{item}").get_json()["history"]]
    assert sorted(told) == ["created", "included"]


def test_a_pushed_item_stays_in_sync_when_preferences_change_again(company: Company, linda: Pane) -> None:
    prefer(company, all_day=False)
    people = company["linda"]
    item = people.in_outlook.adds_days("Fair", at(3))
    company.run("linda")
    accepted(linda.post(f"/items/{item}/push", {}))
    company.run("linda")
    prefer(company, all_day=False, free=False)
    company.run("linda")
    people.in_outlook.changes(item, subject="Big fair")
    company.run("linda")
    assert people.in_superoffice.titles() == ["Big fair"]
    stays(company)


def test_an_item_beyond_the_window_is_pushed_and_followed(company: Company, linda: Pane) -> None:
    people = company["linda"]
    item = people.in_outlook.adds("Next year", at(300, 11))
    company.run("linda")
    assert people.in_superoffice.titles() == []
    accepted(linda.post(f"/items/{item}/push", {}))
    company.run("linda")
    assert people.in_superoffice.titles() == ["Next year"]
    company.settles("linda")
    people.in_outlook.changes(item, subject="Next winter")
    company.run("linda")
    assert people.in_superoffice.titles() == ["Next winter"]
    row = people.in_superoffice.item("Next winter")["AppointmentId"]
    people.in_superoffice.changes(row, Title="Next summer")
    company.run("linda")
    assert people.in_outlook.subjects() == ["Next summer"]
    people.in_outlook.deletes(item)
    company.run("linda")
    assert people.in_superoffice.titles() == []
    stays(company)


def test_a_private_text_needs_an_explicit_choice(company: Company, linda: Pane) -> None:
    people = company["linda"]
    item = people.in_outlook.adds("Doctor", at(2, 11), sensitivity="private", location={"displayName": "Clinic"})
    company.run("linda")
    assert refusal(linda.post(f"/items/{item}/push", {})) == (409, "private_choice", "private")
    assert refusal(linda.post(f"/items/{item}/include")) == (409, "private_choice", "private")
    company.run("linda")
    assert people.in_superoffice.titles() == []
    accepted(linda.post(f"/items/{item}/push", {"private": "busy only"}))
    company.run("linda")
    (row,) = people.in_superoffice.items()
    assert "Doctor" not in str(row)
    assert "Clinic" not in str(row)
    assert row["VisibleFor"][0]["Visibility"] == "Associate"
    assert linda.get(f"/items/{item}").get_json()["meeting"]["part"] == "busy_only"
    stays(company)


def test_a_private_event_is_pushed_whole_when_its_owner_says_so(company: Company, linda: Pane) -> None:
    people = company["linda"]
    item = people.in_outlook.adds("Doctor", at(2, 11), sensitivity="private")
    company.run("linda")
    accepted(linda.post(f"/items/{item}/push", {"private": "yes"}))
    company.run("linda")
    (row,) = people.in_superoffice.items()
    assert (row["Title"], row["VisibleFor"][0]["Visibility"]) == ("Doctor", "Associate")
    stays(company)


def test_a_pushed_item_that_turns_private_keeps_the_preference(company: Company, linda: Pane) -> None:
    prefer(company, free=False)
    people = company["linda"]
    item = people.in_outlook.adds("Lunch", at(2, 11), showAs="free")
    company.run("linda")
    accepted(linda.post(f"/items/{item}/push", {}))
    company.run("linda")
    people.in_outlook.changes(item, sensitivity="private", subject="Doctor")
    company.run("linda")
    (row,) = people.in_superoffice.items()
    assert row["VisibleFor"][0]["Visibility"] == "Associate"
    stays(company)


def test_a_push_says_whom_the_row_concerns(company: Company, linda: Pane) -> None:
    people = company["linda"]
    card = cards(company)
    item = people.in_outlook.adds("Visit", at(2, 11))
    chosen = {"type_id": 5, "person_id": card["person"], "project_id": 1}
    accepted(linda.post(f"/items/{item}/push", chosen))
    company.run("linda")
    (row,) = people.in_superoffice.items()
    told = (row["Task"]["TaskListItemId"], row["Person"]["PersonId"], row["Contact"]["ContactId"])
    assert told == (5, card["person"], card["company"])
    assert row["Project"]["ProjectId"] == 1
    stays(company)


def test_what_is_chosen_counts_more_than_who_is_invited(company: Company, linda: Pane) -> None:
    people = company["linda"]
    other = cards(company)["other"]
    guests = [{"emailAddress": {"address": "clara@havbris.example"}}]
    item = people.in_outlook.adds("Visit", at(2, 11), attendees=guests)
    mails = len(company.sandbox.mail())
    accepted(linda.post(f"/items/{item}/push", {"company_id": other, "project_id": 1}))
    company.run("linda")
    (row,) = people.in_superoffice.items()
    assert (row["Contact"]["ContactId"], row["Project"]["ProjectId"]) == (other, 1)
    assert len(company.sandbox.mail()) == mails
    stays(company)


@pytest.mark.parametrize("field", ["type_id", "company_id", "person_id", "project_id", "sale_id"])
def test_what_superoffice_does_not_have_is_refused(company: Company, linda: Pane, field: str) -> None:
    people = company["linda"]
    item = people.in_outlook.adds("Visit", at(2, 11))
    answer = linda.post(f"/items/{item}/push", {field: 999_999})
    assert refusal(answer) == (400, "unknown_value", field)
    company.run("linda")
    answer = linda.post(f"/items/{item}/concerns", {field: 999_999})
    assert refusal(answer) == (400, "unknown_value", field)


def test_a_row_of_superoffice_is_pushed_to_outlook_and_invites_nobody(company: Company, linda: Pane) -> None:
    """A meeting that the filter kept back was made before: bringing it across must not mail its guests."""
    people = company["linda"]
    company.run("linda")
    prefer(company, types=[1])
    guests = [{"AssociateId": people.in_superoffice.associate_id}, {"EmailAddress": "xaver@fjellnett.example"}]
    row = people.in_superoffice.adds("Review", at(2, 11), Participants=guests, Task={"TaskListItemId": 2})
    alone = people.in_superoffice.adds("Work", at(3, 11), Task={"TaskListItemId": 2})
    company.run("linda")
    assert people.in_outlook.subjects() == []
    mails = len(company.sandbox.mail())
    for one in (row, alone):
        accepted(linda.post(f"/items/{one}/push", {}))
    company.run("linda")
    assert people.in_outlook.subjects() == ["Work"]
    assert len(company.sandbox.mail()) == mails
    held = linda.get(f"/items/{row}").get_json()
    assert (held["state"], held["reason"]) == ("held", "invitations")
    accepted(linda.post("/invitations/confirm"))
    company.run("linda")
    assert people.in_outlook.subjects() == ["Review", "Work"]
    stays(company)


# -- unlink and include


def test_an_unlinked_item_stays_on_both_sides_and_is_left_alone(company: Company, linda: Pane) -> None:
    people = company["linda"]
    item = people.in_outlook.adds("Lunch", at(2, 11))
    company.settles("linda")
    for _ in range(2):
        accepted(linda.post(f"/items/{item}/unlink"))
    state = linda.get(f"/items/{item}").get_json()
    assert (state["state"], state["reason"]) == ("skipped", "unlinked")
    stays(company)
    people.in_outlook.changes(item, subject="Outlook's")
    people.in_superoffice.changes(people.in_superoffice.item("Lunch")["AppointmentId"], Location="Here")
    stays(company)
    prefer(company, all_day=False)  # everything is read and compared again
    stays(company)
    assert (people.in_outlook.subjects(), people.in_superoffice.titles()) == (["Outlook's"], ["Lunch"])
    assert linda.get(f"/items/{item}").get_json()["reason"] == "unlinked"
    assert [one["action"] for one in state["history"]] == ["unlinked", "created"]


@pytest.mark.parametrize("gone", ["outlook", "superoffice"])
def test_an_unlinked_item_that_is_deleted_takes_nothing_along(company: Company, linda: Pane, gone: str) -> None:
    people = company["linda"]
    item = people.in_outlook.adds("Lunch", at(2, 11))
    company.settles("linda")
    row = people.in_superoffice.item("Lunch")["AppointmentId"]
    accepted(linda.post(f"/items/{item}/unlink"))
    company.run("linda")
    if gone == "outlook":
        people.in_outlook.deletes(item)
    else:
        people.in_superoffice.deletes(row)
    stays(company)
    there = (people.in_outlook.subjects(), people.in_superoffice.titles())
    assert there == (([], ["Lunch"]) if gone == "outlook" else (["Lunch"], []))
    accepted(linda.post(f"/items/{row if gone == 'outlook' else item}/include"))
    company.run("linda")
    assert people.in_outlook.subjects() == people.in_superoffice.titles() == ["Lunch"]
    stays(company)


def test_an_item_that_is_included_again_meets_its_other_half(company: Company, linda: Pane) -> None:
    people = company["linda"]
    item = people.in_outlook.adds("Lunch", at(2, 11))
    company.settles("linda")
    accepted(linda.post(f"/items/{item}/unlink"))
    company.run("linda")
    people.in_outlook.changes(item, subject="Late lunch")
    people.in_superoffice.changes(people.in_superoffice.item("Lunch")["AppointmentId"], Location="Here")
    company.run("linda")
    for _ in range(2):
        accepted(linda.post(f"/items/{item}/include"))
    company.run("linda")
    (event,), (row,) = people.in_outlook.items(), people.in_superoffice.items()
    assert (event["subject"], event["location"]["displayName"]) == (row["Title"], row["Location"])
    assert (row["Title"], row["Location"]) == ("Late lunch", "Here")
    assert linda.get(f"/items/{item}").get_json()["state"] == "linked"
    stays(company)


def test_an_item_that_no_run_has_seen_is_kept_out(company: Company, linda: Pane) -> None:
    people = company["linda"]
    item = people.in_outlook.adds("Lunch", at(2, 11))
    accepted(linda.post(f"/items/{item}/unlink"))
    stays(company)
    assert people.in_superoffice.titles() == []


# -- whom it concerns


def test_the_pane_chooses_whom_a_row_concerns(company: Company, linda: Pane) -> None:
    people = company["linda"]
    card = cards(company)
    item = people.in_outlook.adds("Visit", at(2, 11))
    company.run("linda")
    accepted(linda.post(f"/items/{item}/concerns", {"person_id": card["person"], "project_id": 2, "type_id": 5}))
    told = linda.get(f"/items/{item}/concerns").get_json()
    assert (told["person"]["id"], told["company"]["id"]) == (card["person"], card["company"])
    assert (told["project"]["id"], told["type"]["id"], told["sale"]["id"]) == (2, 5, 0)
    company.run("linda")
    before = people.in_superoffice.items()
    accepted(linda.post(f"/items/{item}/concerns", {"person_id": card["person"]}))
    stays(company)
    assert people.in_superoffice.items() == before
    accepted(linda.post(f"/items/{item}/concerns", {"company_id": card["other"]}))
    told = linda.get(f"/items/{item}/concerns").get_json()
    assert (told["person"]["id"], told["company"]["id"]) == (0, card["other"])
    accepted(linda.post(f"/items/{item}/concerns", {"project_id": 0}))
    assert linda.get(f"/items/{item}/concerns").get_json()["project"]["id"] == 0
    stays(company)


def test_a_person_and_a_company_must_belong_together(company: Company, linda: Pane) -> None:
    card = cards(company)
    item = company["linda"].in_outlook.adds("Visit", at(2, 11))
    company.run("linda")
    wrong = {"person_id": card["person"], "company_id": card["other"]}
    assert refusal(linda.post(f"/items/{item}/concerns", wrong)) == (400, "unknown_value", "person_id")


def test_choosing_for_a_meeting_mails_nobody(company: Company, linda: Pane) -> None:
    people = company["linda"]
    card = cards(company)
    guests = [{"emailAddress": {"address": "clara@havbris.example"}}]
    item = people.in_outlook.adds("Review", at(2, 11), attendees=guests)
    company.settles("linda")
    mails = len(company.sandbox.mail())
    accepted(linda.post(f"/items/{item}/concerns", {"person_id": card["person"], "project_id": 1}))
    company.run("linda")
    assert linda.get(f"/items/{item}/concerns").get_json()["project"]["id"] == 1
    assert len(company.sandbox.mail()) == mails
    stays(company)


def test_an_item_tells_where_its_row_is_opened(company: Company, linda: Pane) -> None:
    item = company["linda"].in_outlook.adds("Visit", at(2, 11))
    assert linda.get(f"/items/{item}").get_json()["open_url"] is None
    company.run("linda")
    told = linda.get(f"/items/{item}").get_json()
    page, _, what = told["open_url"].partition("?")
    assert page.startswith(company.sandbox.superoffice)
    assert (page.endswith("/default.aspx"), what) == (
        True,
        f"appointment.main?appointment_id={told['superoffice_id']}",
    )


# -- conflicts


def _conflict(company: Company) -> str:
    people = company["linda"]
    item = people.in_outlook.adds("Lunch", at(2, 11))
    company.settles("linda")
    people.in_superoffice.changes(people.in_superoffice.item("Lunch")["AppointmentId"], Title="SuperOffice's")
    people.in_outlook.changes(item, subject="Outlook's")
    company.run("linda")
    return item


@pytest.mark.parametrize(("side", "wins"), [("calendar", "Outlook's"), ("superoffice", "SuperOffice's")])
def test_a_conflict_is_resolved_by_field(company: Company, linda: Pane, side: str, wins: str) -> None:
    people = company["linda"]
    item = _conflict(company)
    (told,) = linda.get(f"/items/{item}/conflicts").get_json()["items"]
    assert (told["field"], told["lost"], told["can_resolve"]) == ("title", "calendar", True)
    assert (told["superoffice"], told["calendar"]) == ("SuperOffice's", "Outlook's")
    for _ in range(2):
        accepted(linda.post(f"/items/{item}/resolve", {"field": "title", "side": side}))
        company.run("linda")
        assert people.in_outlook.subjects() == people.in_superoffice.titles() == [wins]
    assert linda.get(f"/items/{item}/conflicts").get_json()["items"] == []
    stays(company)


def test_there_is_nothing_to_resolve_without_a_conflict(company: Company, linda: Pane) -> None:
    item = company["linda"].in_outlook.adds("Lunch", at(2, 11))
    company.run("linda")
    assert linda.get(f"/items/{item}/conflicts").get_json()["items"] == []
    answer = linda.post(f"/items/{item}/resolve", {"field": "title", "side": "calendar"})
    assert refusal(answer) == (409, "no_conflict", "field")


# -- what is not one's own, and what is no request


@pytest.mark.parametrize("act", ["push", "include", "unlink", "concerns", "resolve", "conflicts"])
def test_an_item_of_somebody_else_is_not_found(company: Company, linda: Pane, julie: Pane, act: str) -> None:
    event = company["linda"].in_outlook.adds("Linda's", at(2, 11))
    company.runs()
    own = linda.get(f"/items/{event}").get_json()
    missing = julie.get("/items/999999999").get_json()
    bodies: dict[str, Json | None] = {
        "push": {}, "concerns": {"project_id": 1}, "resolve": {"field": "title", "side": "calendar"},
    }  # fmt: skip
    for item_id in (event, own["calendar_id"], own["superoffice_id"], "999999999"):
        path = f"/items/{item_id}/{act}"
        answer = julie.get(path) if act == "conflicts" else julie.post(path, bodies.get(act))
        assert (answer.status_code, answer.get_json()) == (404, missing)


@pytest.mark.parametrize(
    ("act", "body", "field"),
    [
        ("push", {"person_id": "1"}, "person_id"),
        ("push", {"person_id": 0}, "person_id"),
        ("push", {"person_id": 2**31}, "person_id"),
        ("push", {"person_id": True}, "person_id"),
        ("push", {"private": "no"}, "private"),
        ("push", {"more": 1}, "more"),
        ("push", ["x"], ""),
        ("concerns", {"sale_id": -1}, "sale_id"),
        ("concerns", {"sale_id": 1.5}, "sale_id"),
        ("resolve", {"field": "title", "side": "both"}, "side"),
        ("resolve", {"field": "x" * 10_000, "side": "calendar"}, "field"),
        ("resolve", {"side": "calendar"}, "field"),
    ],
)
def test_a_malformed_act_is_told_its_field(linda: Pane, act: str, body: object, field: str) -> None:
    assert refusal(linda.post(f"/items/1/{act}", body)) == (400, "malformed", field)
