"""Webhooks: registered with a test ping, signed, tried again, given up (contract §5)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.superoffice_diary import Diary, diary_of
from tests.sandbox.superoffice_receiver import Receiver, receiving
from tests.sandbox_client import SandboxClient
from tests.support import eventually

ACTIVITY = ["activity.created", "activity.changed", "activity.deleted"]


@pytest.fixture
def linda(sandbox: SandboxClient) -> Diary:
    return diary_of(sandbox, "linda")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


def register(diary: Diary, receiver: Receiver, **entity: Any) -> dict[str, Any]:
    """A registered webhook."""
    default = {"Name": "sync", "Events": ACTIVITY, "TargetUrl": receiver.url, "State": "Active", "Type": "webhook"}
    hook: dict[str, Any] = diary.ok("POST", "Webhook", default | entity)
    return hook


def test_saving_needs_a_good_answer_to_the_test_ping(linda: Diary, receiver: Receiver) -> None:
    entity = {"Name": "sync", "Events": ACTIVITY, "TargetUrl": receiver.url}
    receiver.ping = 204
    assert linda.call("POST", "Webhook", entity).status_code == 400
    assert linda.ok("GET", "Webhook") == []
    receiver.ping = 200
    assert register(linda, receiver)["State"] == "Active"
    ping = receiver.pings[-1]
    assert (ping.body["Event"], ping.body["Entity"], ping.body["PrimaryKey"]) == ("test", "test", 0)


def test_life_of_an_appointment(linda: Diary, receiver: Receiver) -> None:
    register(linda, receiver, Secret="s3cret", Properties={"tenant": "a"}, Headers={"X-Mine": "1"})
    own = linda.create()["AppointmentId"]
    eventually(lambda: receiver.names() == ACTIVITY[:1])
    linda.patch(own, {"Location": "Fjord"})
    eventually(lambda: receiver.names() == ACTIVITY[:2])
    linda.ok("DELETE", f"Appointment/{own}")
    eventually(lambda: receiver.names() == ACTIVITY)
    created, changed, deleted = (call.body for call in receiver.events)
    assert created["FieldValues"]["associate_id"] == 5
    assert created["FieldValues"]["do_by"] == "2026-11-23T10:00:00+01:00"
    assert changed["Changes"] == ["appointment_id", "location", "updated", "updated_associate_id", "updatedCount"]
    assert (changed["ContextIdentifier"], changed["ChangedByAssociateId"], changed["WebhookName"]) == (
        "Cust12345", 5, "sync",
    )  # fmt: skip
    assert (deleted["Changes"], "FieldValues" in deleted, set(deleted["Values"])) == (
        [], False, {"appointment_id", "contact_id", "person_id", "project_id", "sale_id"},
    )  # fmt: skip
    for call in receiver.events:
        signature = base64.b64encode(hmac.new(b"s3cret", call.raw, hashlib.sha256).digest()).decode()
        assert call.headers["x-superoffice-signature"] == signature
        assert call.headers["x-superoffice-event"] == call.body["Event"]
        assert (call.headers["x-mine"], call.body["tenant"], call.body["PrimaryKey"]) == ("1", "a", own)


def test_no_signature_without_a_secret(linda: Diary, receiver: Receiver) -> None:
    register(linda, receiver)
    linda.create()
    (call,) = eventually(lambda: receiver.events)
    assert "x-superoffice-signature" not in call.headers


@pytest.mark.parametrize(("position", "rows"), [("yes", {0, 5, 6}), ("no", {0, 5})])
def test_rows_of_a_booking_raise_their_own(
    sandbox: SandboxClient, linda: Diary, receiver: Receiver, position: str, rows: set[int]
) -> None:
    sandbox.switch(superoffice_child_webhooks=position)
    register(linda, receiver, Events=["activity.created"])
    linda.create(Participants=[{"AssociateId": 5}, {"AssociateId": 6}])
    last = linda.create()["AppointmentId"]
    eventually(lambda: last in {call.body["PrimaryKey"] for call in receiver.events})
    eventually(lambda: len(receiver.events) == len(rows))
    assert {call.body["FieldValues"]["associate_id"] for call in receiver.events} <= rows


@pytest.mark.parametrize(("position", "told"), [("yes", ["activity.changed"]), ("no", [])])
def test_text_alone(
    sandbox: SandboxClient, linda: Diary, receiver: Receiver, position: str, told: list[str]
) -> None:  # fmt: skip
    sandbox.switch(superoffice_text_edit_bumps=position)
    own = linda.create()["AppointmentId"]
    register(linda, receiver)
    linda.patch(own, {"Title": "Other"})
    linda.create()
    eventually(lambda: "activity.created" in receiver.names())
    eventually(lambda: sorted(receiver.names()) == sorted([*told, "activity.created"]))


def test_field_values_may_be_absent(sandbox: SandboxClient, linda: Diary, receiver: Receiver) -> None:
    sandbox.switch(superoffice_webhook_field_values="absent")
    register(linda, receiver)
    linda.create()
    (call,) = eventually(lambda: receiver.events)
    assert "FieldValues" not in call.body


def test_a_failed_event_is_sent_again(linda: Diary, receiver: Receiver) -> None:
    hook = register(linda, receiver)
    receiver.answers = [500]
    linda.create()
    first, second = eventually(lambda: receiver.events if len(receiver.events) == 2 else [])
    assert (first.raw, second.headers["x-superoffice-retry"]) == (second.raw, "1")
    stored = eventually(lambda: with_errors(linda, hook, 0))
    assert (stored["TotalCalls"], stored["TotalErrors"], stored["State"]) == (2, 1, "Active")


def with_errors(diary: Diary, hook: dict[str, Any], errors: int) -> dict[str, Any]:
    """The webhook once it counts *errors* in a row; empty before."""
    stored: dict[str, Any] = diary.ok("GET", f"Webhook/{hook['WebhookId']}")
    return stored if stored["ConsecutiveErrors"] == errors else {}


def test_nine_failures_switch_it_off_until_it_is_set_active(linda: Diary, receiver: Receiver) -> None:
    hook = register(linda, receiver)
    receiver.answers = [500] * 9
    for _ in range(3):
        linda.create()
    stored = eventually(lambda: with_errors(linda, hook, 9), timeout=20)
    assert stored["State"] == "TooManyErrors"
    assert linda.ok("GET", f"Webhook/{hook['WebhookId']}/LastError").startswith("HTTP 500")
    assert len(receiver.events) == 9
    linda.ok("PUT", f"Webhook/{hook['WebhookId']}", stored | {"State": "Active"})
    linda.create()
    eventually(lambda: len(receiver.events) == 10)


def test_gone_switches_it_off_at_once(linda: Diary, receiver: Receiver) -> None:
    hook = register(linda, receiver)
    receiver.answers = [410]
    linda.create()
    stored = eventually(lambda: with_errors(linda, hook, 1))
    assert stored["State"] == "TooManyErrors"


@pytest.mark.parametrize(
    "entity",
    [
        {"Events": ["appointment.created"]},
        {"Events": "activity.created"},
        {"TargetUrl": "ftp://x"},
        {"Name": ""},
        {"Headers": {"X": "a\r\nb"}},
        {"State": "Perhaps"},
    ],
)
def test_refused(linda: Diary, receiver: Receiver, entity: dict[str, Any]) -> None:
    default = {"Name": "sync", "Events": ACTIVITY, "TargetUrl": receiver.url}
    assert linda.call("POST", "Webhook", default | entity).status_code == 400


def test_list_filter_patch_and_delete(linda: Diary, receiver: Receiver) -> None:
    own = register(linda, receiver)["WebhookId"]
    register(linda, receiver, Name="other", Events=["person.changed"])
    assert [hook["Name"] for hook in linda.ok("GET", "Webhook?eventFilter=person.changed")] == ["other"]
    assert len(linda.ok("POST", "Agents/Webhook/GetAllWebhooks", {"NameFilter": "sync"})) == 1
    assert linda.ok("PATCH", f"Webhook/{own}", {"State": "Stopped"})["State"] == "Stopped"
    assert [hook["Name"] for hook in linda.ok("GET", "Webhook?statusFilter=Stopped")] == ["sync"]
    linda.ok("DELETE", f"Webhook/{own}")
    assert linda.call("GET", f"Webhook/{own}").status_code == 404
    assert linda.ok("POST", f"Agents/Webhook/GetWebhook?webhookId={own}") is None


def test_a_signalled_event_is_delivered(linda: Diary, receiver: Receiver) -> None:
    register(linda, receiver)
    linda.ok("POST", "Webhook/activity.changed/77", {"a": 1})
    (call,) = eventually(lambda: receiver.events)
    assert (call.body["PrimaryKey"], call.body["Values"]) == (77, {"a": 1})


def test_one_save_is_one_event(linda: Diary, receiver: Receiver) -> None:
    own = linda.create()["AppointmentId"]
    register(linda, receiver)
    linda.patch(own, {"Title": "Other", "Location": "Fjord", "Agenda": "1."})
    linda.create()
    eventually(lambda: len(receiver.events) >= 2)
    assert sorted(receiver.names()) == ["activity.changed", "activity.created"]
