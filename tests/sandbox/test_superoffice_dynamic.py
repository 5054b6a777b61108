"""The dynamic archive: joins along dots, changes since a moment, deletions in the log (contract §2.4, §6)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.superoffice_diary import Diary, diary_of
from tests.sandbox_client import SandboxClient


def dynamic(diary: Diary, select: str, condition: str = "", **options: str) -> list[dict[str, Any]]:
    """Rows of the dynamic archive."""
    query = "".join(f"&${name}={value}" for name, value in options.items())
    filtered = f"&$filter={condition}" if condition else ""
    value: list[dict[str, Any]] = diary.ok("GET", f"Archive/dynamic?$select={select}{filtered}{query}")["value"]
    return value


def test_users_joined_to_their_addresses(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    address = "associate.person_id.(email->person_id).email_address"
    found = dynamic(diary, f"associate.associate_id,{address}", "associate.type = 0")
    assert [(row["associate.associate_id"], row[address]) for row in found] == [
        (5, "linda@nordlys.example"), (5, "linda.lund@nordlys.example"), (6, "julie@nordlys.example"),
    ]  # fmt: skip
    assert (found[0]["EntityName"], found[0]["PrimaryKey"]) == ("associate", "5")


def test_outer_joins_keep_rows_and_inner_joins_drop_them(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    outer = dynamic(diary, "associate.associate_id,associate.person_id.firstname")
    inner = dynamic(diary, "associate.associate_id,associate:person_id.firstname")
    assert [row["associate.associate_id"] for row in inner] == [5, 6]
    assert {row["associate.associate_id"]: row["associate.person_id.firstname"] for row in outer} == {
        4: None, 5: "Linda", 6: "Julie", 41: None,
    }  # fmt: skip


def test_appointments_with_their_text_and_database_columns(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    saved = diary.create(
        Title="Plan", StartDate="2026-12-01T08:00:00Z", EndDate="2026-12-01T09:00:00Z", HasAlarm=True,
        AlarmLeadTime="PT30M",
    )  # fmt: skip
    (row,) = dynamic(
        diary,
        "appointment.text_id.title,appointment.alarm,appointment.mother_id,appointment.do_by,Appointment.UpdatedCount",
        f"appointment.appointment_id = {saved['AppointmentId']}",
    )
    assert row["appointment.text_id.title"] == "Plan"
    assert (row["appointment.alarm"], row["appointment.mother_id"]) == (30, 0)
    assert (row["appointment.do_by"], row["Appointment.UpdatedCount"]) == ("2026-12-01T08:00:00Z", 0)


def test_changes_since_a_moment(sandbox: SandboxClient) -> None:
    sandbox.set_clock("2026-12-01T08:00:00Z")
    diary = diary_of(sandbox, "linda")
    old, edited = diary.create(Title="old"), diary.create(Title="edited")
    sandbox.set_clock("2026-12-01T10:00:00Z")
    fresh = diary.create(Title="fresh")
    diary.patch(edited["AppointmentId"], {"Location": "Room 2"})
    since = "'2026-12-01T10:00:00'"
    updated = dynamic(
        diary, "appointment.appointment_id,appointment.updatedCount", f"appointment.updated afterTime {since}"
    )
    both = dynamic(
        diary, "appointment.appointment_id",
        "appointment.associate_id in (5,6) and "
        f"(appointment.updated afterTime {since} or appointment.registered afterTime {since})",
    )  # fmt: skip
    assert [row["PrimaryKey"] for row in updated] == [str(edited["AppointmentId"])]
    assert updated[0]["appointment.updatedCount"] == 1
    assert {row["PrimaryKey"] for row in both} == {str(edited["AppointmentId"]), str(fresh["AppointmentId"])}
    assert str(old["AppointmentId"]) not in {row["PrimaryKey"] for row in both}


def test_after_time_includes_the_moment_itself(sandbox: SandboxClient) -> None:
    sandbox.set_clock("2026-12-01T08:00:00Z")
    diary = diary_of(sandbox, "linda")
    saved = diary.create()
    (row,) = dynamic(diary, "appointment.registered", f"appointment.appointment_id = {saved['AppointmentId']}")
    stamp = row["appointment.registered"]
    assert dynamic(diary, "appointment.appointment_id", f"appointment.registered afterTime '{stamp}'")
    assert not dynamic(diary, "appointment.appointment_id", f"appointment.registered gt '{stamp}'")


def test_deletions_stand_in_the_transaction_log(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    saved = diary.create()
    diary.ok("DELETE", f"Appointment/{saved['AppointmentId']}")
    deleted = dynamic(
        diary, "traveltransactionlog.record_id,traveltransactionlog.ttime",
        "tablenumber eq 9 and traveltransactionlog.type eq 4864 and "
        "traveltransactionlog.ttime afterTime '2020-01-01'",
    )  # fmt: skip
    assert [row["traveltransactionlog.record_id"] for row in deleted] == [saved["AppointmentId"]]


def test_the_transaction_log_may_be_closed(sandbox: SandboxClient) -> None:
    sandbox.switch(superoffice_transaction_log="refused")
    answer = diary_of(sandbox, "linda").call("GET", "Archive/dynamic?$select=traveltransactionlog.record_id")
    assert answer.status_code == 403


def test_private_texts_stay_private(sandbox: SandboxClient) -> None:
    private = {"VisibleFor": [{"VisibleId": 5, "Visibility": "Associate"}]}
    saved = diary_of(sandbox, "linda").create(Title="Secret", Agenda="Hush", **private)
    select = "appointment.text_id.title,appointment.text_id.agenda"
    condition = f"appointment.appointment_id = {saved['AppointmentId']}"
    mine = dynamic(diary_of(sandbox, "linda"), select, condition)[0]
    hers = dynamic(diary_of(sandbox, "julie"), select, condition)[0]
    assert mine["appointment.text_id.title"] == "Secret"
    assert (hers["appointment.text_id.title"], hers["appointment.text_id.agenda"]) == ("", "")
    assert not any(row["text.title"] == "Secret" for row in dynamic(diary_of(sandbox, "julie"), "text.title"))


@pytest.mark.parametrize(
    ("select", "named"),
    [
        ("nonsense.id", "nonsense"),
        ("appointment.nonsense", "nonsense"),
        ("appointment.location.name", "location"),
        ("appointment.(nonsense->person_id).x", "nonsense"),
        ("appointment.location,person.firstname", "person.firstname"),
        ("appointment_id", "table.column"),
        ("appointment.contact_id.(email->person_id)", "email"),
    ],
)
def test_unknown_tables_and_columns_are_named(sandbox: SandboxClient, select: str, named: str) -> None:
    answer = diary_of(sandbox, "linda").call("GET", f"Archive/dynamic?$select={select}")
    assert answer.status_code == 400
    assert named in answer.json()["ErrorMessage"]


def test_merged_persons_stand_in_their_log(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    twin = diary.ok("POST", "Person", {"Firstname": "Clara", "Lastname": "Twin", "Contact": {"ContactId": 2}})
    diary.ok("POST", f"Person/{twin['PersonId']}/MergeTo/17")
    (row,) = dynamic(
        diary, "mergemovelog.sourceRecord,mergemovelog.destinationRecord", "mergemovelog.tablenumber = 6"
    )
    assert (row["mergemovelog.sourceRecord"], row["mergemovelog.destinationRecord"]) == (twin["PersonId"], 17)
    assert diary.call("GET", f"Person/{twin['PersonId']}").status_code == 404


def test_rows_of_meetings_tell_where_they_belong_and_when_they_change(sandbox: SandboxClient) -> None:
    linda, julie = diary_of(sandbox, "linda"), diary_of(sandbox, "julie")
    outside = {"EmailAddress": "x@xylo.example", "ExternallyOwnedType": "Optional"}
    rule = {"IsRecurrence": True, "Pattern": "Daily", "RecurrenceEndType": "Counter", "RecurrenceCounter": 2}
    people = [{"AssociateId": 5}, {"AssociateId": 6}, outside]
    mother = linda.create(Recurrence=rule, Participants=people)
    child = linda.rows(mother["AppointmentId"])[1]["AppointmentId"]
    names = (
        "updatedCount", "mother_id", "mother_associate_id", "recurrenceRuleId", "external_participants",
        "original_start_date", "updated",
    )  # fmt: skip

    def columns() -> list[Any]:
        select = ",".join(f"appointment.{name}" for name in names)
        (row,) = dynamic(linda, select, f"appointment.appointment_id = {child}")
        return [row[f"appointment.{name}"] for name in names]

    before = columns()
    assert before[1:4] == [mother["AppointmentId"], 5, mother["Recurrence"]["RecurrenceId"]]
    assert "x@xylo.example" in before[4]
    versions = [before[0]]
    for act in ("Accept", "Reject"):
        sandbox.advance(60)
        julie.agent(act, {"AppointmentId": child, "RejectReason": ""})
        versions.append(columns()[0])
    sandbox.advance(60)
    times = {"StartDate": "2026-11-23T12:00:00Z", "EndDate": "2026-11-23T13:00:00Z"}
    linda.agent(
        "Save", {"AppointmentEntity": linda.get(mother["AppointmentId"]) | times, "UpdateMode": "OnlyThis"}
    )
    versions.append(columns()[0])
    assert versions == sorted(set(versions))
    assert columns()[6] > before[6]
    (moved,) = dynamic(
        linda, "appointment.original_start_date", f"appointment.appointment_id = {mother['AppointmentId']}"
    )
    assert moved["appointment.original_start_date"] == "2026-11-23T09:00:00Z"
