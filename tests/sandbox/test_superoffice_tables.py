"""Rows in bulk through Agents/DatabaseTable (contract §2.9)."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.conformance import superoffice_schema
from tests.sandbox.superoffice_diary import diary_of
from tests.sandbox.superoffice_system import system_session
from tests.sandbox_client import SandboxClient

COLUMNS = ["foreigndevice_id", "table_id", "record_id", "subkey", "subvalue"]
KEYS = COLUMNS[:4]


def bulk(session: requests.Session, method: str, **body: Any) -> requests.Response:
    """One call of the agent, its answer held against the OpenAPI files when they are there."""
    path = f"/v1/Agents/DatabaseTable/{method}"
    answer = session.post(path, json=body)
    if superoffice_schema.available():
        superoffice_schema.check("POST", path, answer.status_code, answer.json())
    return answer


def upsert(session: requests.Session, data: list[list[str]], **more: Any) -> Any:
    """Keys written in bulk; the answer's JSON."""
    body = {"tableName": "foreignkey", "columns": COLUMNS, "keys": KEYS, "data": data, "returnRowStatus": True}
    answer = bulk(session, "Upsert", **(body | more))
    assert answer.ok, answer.text
    return answer.json()


@pytest.fixture
def system(sandbox: SandboxClient) -> requests.Session:
    """The system user, with an app and a device to hang keys on."""
    diary = diary_of(sandbox, "linda")
    diary.ok("POST", "ForeignApp/Sosync")
    diary.ok("POST", "ForeignApp/Sosync/outlook/linda%40nordlys.example")
    return system_session(sandbox)


def test_rows_are_added_changed_or_left_alone(sandbox: SandboxClient, system: requests.Session) -> None:
    first = upsert(system, [["1", "9", "7", "event", "a"], ["1", "9", "8", "event", "b"]])
    again = upsert(
        system, [["1", "9", "7", "event", "a"], ["1", "9", "8", "event", "B2"], ["1", "9", "9", "event", "c"]]
    )
    assert (first["Inserts"], first["Updates"], first["Success"]) == (2, 0, True)
    assert [status["Action"] for status in again["RowStatus"]] == ["NoUpdateNeeded", "Updated", "Inserted"]
    assert again["RowStatus"][0]["PrimaryKey"] == first["RowStatus"][0]["PrimaryKey"]
    assert again["RowStatus"][2]["RowKeys"] == ["1", "9", "9", "event"]
    key = diary_of(sandbox, "linda").ok("GET", "ForeignApp/Sosync/outlook/Key/event/appointment?keyValue=b2")
    assert key["RecordId"] == 8


def test_five_hundred_rows_in_one_call(system: requests.Session) -> None:
    result = upsert(system, [["1", "9", str(n), "event", f"v{n}"] for n in range(1, 501)], returnRowStatus=False)
    assert (result["Inserts"], result["RowStatus"]) == (500, None)


def test_rows_that_are_not_named_may_go(system: requests.Session) -> None:
    upsert(system, [["1", "9", "7", "event", "a"], ["1", "9", "8", "event", "b"]])
    result = upsert(system, [["1", "9", "8", "event", "b"]], nomatchAction="DeleteRow")
    assert (result["Deletes"], [s["Action"] for s in result["RowStatus"]]) == (1, ["NoUpdateNeeded", "Deleted"])


def test_insert_delete_and_single_rows(system: requests.Session) -> None:
    inserted = bulk(system, "Insert", tableName="foreignkey", columns=COLUMNS, data=[["1", "9", "7", "k", "a"]])
    assert inserted.json()["Inserts"] == 1
    row_id = bulk(
        system, "InsertRow", tableName="foreignkey", values={"subkey": "k2", "record_id": "[I:7]"}
    ).json()
    read = bulk(system, "ReadRow", tableName="foreignkey", id=row_id).json()
    assert (read["Values"]["subkey"], read["Values"]["record_id"]) == ("k2", "[I:7]")
    assert bulk(system, "Delete", tableName="foreignkey", iDs=[1, row_id, 999]).json()["Deletes"] == 2


def test_users_have_no_access(sandbox: SandboxClient) -> None:
    session = sandbox.superoffice_session("linda")
    assert bulk(session, "Upsert", tableName="foreignkey", columns=COLUMNS, keys=KEYS, data=[]).status_code == 403


@pytest.mark.parametrize("table", ["person", "contact", "associate", "Selection", "traveltransactionlog"])
def test_protected_tables_are_refused(system: requests.Session, table: str) -> None:
    assert bulk(system, "Insert", tableName=table, columns=[], data=[]).status_code == 403


def test_foreign_keys_in_bulk_are_a_switch(sandbox: SandboxClient, system: requests.Session) -> None:
    sandbox.switch(superoffice_bulk_foreign_keys="refused")
    assert bulk(system, "Insert", tableName="foreignkey", columns=COLUMNS, data=[]).status_code == 403


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"tableName": "nonsense"}, "TableName"),
        ({"columns": ["nonsense"]}, "Columns[0]"),
        ({"keys": ["seqno"]}, "Keys"),
        ({"data": [["1"]]}, "Data[0]"),
        ({"data": [["1", "9", "x", "k", "v"]]}, "Data[0].record_id"),
        ({"data": "all"}, "Data"),
        ({"nomatchAction": "Explode"}, "NomatchAction"),
    ],
)
def test_bad_requests_name_the_place(system: requests.Session, change: dict[str, Any], named: str) -> None:
    body = {"tableName": "foreignkey", "columns": COLUMNS, "keys": KEYS, "data": []} | change
    answer = bulk(system, "Upsert", **body)
    assert answer.status_code == 400
    assert named in answer.json()["ErrorMessage"]
