"""Foreign keys: what the product remembers on records (contract §7)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.superoffice_diary import Diary, diary_of
from tests.sandbox_client import SandboxClient

DEVICE = "ForeignApp/Sosync/outlook/linda%40nordlys.example"


def linked(diary: Diary, record_id: int, value: str = "AbC", key: str = "event") -> Any:
    """A key on an appointment, its app and device made first."""
    diary.ok("POST", "ForeignApp/Sosync")
    diary.ok("POST", DEVICE)
    body = {"key": key, "value": value, "tableName": "appointment", "recordId": record_id}
    return diary.ok("POST", f"{DEVICE}/Key", body)


def test_a_key_is_found_by_record_and_by_value(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    record = diary.create()["AppointmentId"]
    saved = linked(diary, record)
    assert (saved["Key"], saved["Value"], saved["RecordId"], saved["TableName"]) == (
        "event", "AbC", record, "appointment",
    )  # fmt: skip
    assert diary.ok("GET", f"{DEVICE}/Key/event/appointment/{record}") == saved
    assert diary.ok("GET", f"{DEVICE}/Key/event/appointment/{record}/Value") == "AbC"
    assert diary.ok("GET", f"ForeignApp/Sosync/outlook/Key/event/appointment/{record}") == saved
    assert diary.ok("GET", f"{DEVICE}/Key/event/appointment?Value=AbC") == saved
    assert diary.ok("GET", "ForeignApp/Sosync/outlook/Key/event/appointment?keyValue=AbC") == saved


def test_values_are_found_in_any_case(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    record = diary.create()["AppointmentId"]
    linked(diary, record, "AAMkAGI")
    assert diary.ok("GET", f"{DEVICE}/Key/EVENT/appointment?Value=aamkagi")["Value"] == "AAMkAGI"


def test_saving_again_changes_the_key(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    record = diary.create()["AppointmentId"]
    linked(diary, record, "first")
    linked(diary, record, "second")
    assert diary.ok("GET", f"Appointment/{record}/ForeignKey") == {"Sosync.outlook.event": "second"}
    assert diary.ok("GET", f"Appointment/{record}?fk=true")["ExtraFields"] == {"Sosync.outlook.event": "second"}
    assert diary.call("GET", f"{DEVICE}/Key/event/appointment?Value=first").status_code == 404


def test_keys_are_read_in_bulk(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    records = [diary.create(Title=str(n))["AppointmentId"] for n in range(3)]
    for record in records:
        linked(diary, record, f"v{record}")
    found = diary.ok(
        "GET",
        "ForeignApp?$select=recordId,keyName,keyValue,deviceIdentifier"
        "&$filter=appName is 'sosync' and tableId = 9",
    )["value"]
    assert [(row["recordId"], row["keyValue"]) for row in found] == [(r, f"v{r}") for r in records]
    assert {row["deviceIdentifier"] for row in found} == {"linda@nordlys.example"}


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"key": "event", "value": "x" * 240, "tableName": "appointment", "recordId": 1}, "Value"),
        ({"key": "", "value": "x", "tableName": "appointment", "recordId": 1}, "Key"),
        ({"key": "event", "value": "x", "tableName": "nonsense", "recordId": 1}, "TableName"),
    ],
)
def test_bad_keys_are_refused_by_field(sandbox: SandboxClient, body: dict[str, Any], named: str) -> None:
    diary = diary_of(sandbox, "linda")
    linked(diary, 1)
    answer = diary.call("POST", f"{DEVICE}/Key", body)
    assert answer.status_code == 400
    assert named in answer.json()["ErrorMessage"]


def test_the_longest_value_fits(sandbox: SandboxClient) -> None:
    assert linked(diary_of(sandbox, "linda"), 1, "x" * 239)["Value"] == "x" * 239


def test_what_is_not_there_is_404(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    assert diary.call("GET", "ForeignApp/Nobody").status_code == 404
    assert diary.call("POST", DEVICE).status_code == 404
    linked(diary, 1)
    assert diary.call("GET", f"{DEVICE}/Key/event/appointment/99").status_code == 404
    assert diary.call("GET", f"{DEVICE}x").status_code == 404
    assert diary.call("GET", "Appointment/999/ForeignKey").status_code == 404


def test_apps_devices_and_keys_are_removed(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    record = diary.create()["AppointmentId"]
    linked(diary, record)
    assert diary.call("DELETE", f"{DEVICE}/Key/event/appointment/{record}").status_code == 204
    assert diary.ok("GET", f"Appointment/{record}/ForeignKey") == {}
    linked(diary, record)
    app = diary.ok("GET", "ForeignApp/Sosync")
    assert [device["DeviceIdentifier"] for device in app["Devices"]] == ["linda@nordlys.example"]
    assert diary.call("DELETE", f"ForeignApp/{app['ForeignAppId']}").status_code == 204
    assert diary.ok("GET", f"Appointment/{record}/ForeignKey") == {}


@pytest.mark.parametrize(("switch", "left"), [("removed", 0), ("kept", 1)])
def test_keys_of_a_deleted_record_are_a_switch(sandbox: SandboxClient, switch: str, left: int) -> None:
    sandbox.switch(superoffice_orphan_keys=switch)
    diary = diary_of(sandbox, "linda")
    record = diary.create()["AppointmentId"]
    linked(diary, record)
    diary.ok("DELETE", f"Appointment/{record}")
    rows = diary.ok("GET", f"ForeignApp?$select=recordId&$filter=recordId = {record}")["value"]
    assert len(rows) == left


def test_agents(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    record = diary.create()["AppointmentId"]
    linked(diary, record)
    where = {
        "applicationName": "Sosync", "deviceName": "outlook", "deviceIdentifier": "linda@nordlys.example",
        "tableName": "appointment",
    }  # fmt: skip
    agent = "Agents/ForeignSystem"
    by_value = diary.ok(
        "POST", f"{agent}/GetKeyByValueAndIdentifier", where | {"keyName": "event", "keyValue": "abc"}
    )
    assert by_value["RecordId"] == record
    value = diary.ok("POST", f"{agent}/GetKeyValue", where | {"keyName": "event", "recordId": record})
    assert value == "AbC"
    assert diary.ok("POST", f"{agent}/GetKey", where | {"keyName": "event", "recordId": 999}) is None
    assert diary.ok("POST", f"{agent}/GetAppByName", {"applicationName": "Nobody"}) is None
    keys = diary.ok("POST", f"{agent}/GetDeviceKeysOnDeviceIdentifierTable", where)
    assert [key["RecordId"] for key in keys] == [record]
    every = diary.ok(
        "POST", f"{agent}/GetAllForeignKeysOnEntity", {"entityType": "appointment", "entityId": record}
    )
    assert every == {"Sosync.outlook.event": "AbC"}
    key = {"key": "event", "value": "new", "tableName": "appointment", "recordId": record}
    assert diary.ok("POST", f"{agent}/SaveForeignKey", where | {"foreignKey": key})["Value"] == "new"
    diary.ok("POST", f"{agent}/DeleteForeignKeyOnName", where | {"keyName": "event", "recordId": record})
    assert diary.ok("POST", f"{agent}/GetApplicationKeys", {"applicationName": "Sosync"}) == []
