"""Archives over HTTP: shapes, columns, zones, paging, and who may read what (contract §2.4)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.superoffice_diary import Diary, diary_of
from tests.sandbox_client import SandboxClient

#: 09:00 to 10:00 in Oslo in winter
MEETING = {"Title": "Budget", "StartDate": "2026-12-01T08:00:00Z", "EndDate": "2026-12-01T09:00:00Z"}


def rows(diary: Diary, address: str, **options: str) -> list[dict[str, Any]]:
    """The rows of an archive; options are written without their dollar sign."""
    query = "&".join(f"${name}={value}" for name, value in options.items())
    value: list[dict[str, Any]] = diary.ok("GET", f"{address}?{query}")["value"]
    return value


def test_slim_rows_look_as_recorded(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda", zone=None)
    saved = diary.create(**MEETING, Task={"TaskListItemId": 1})
    answer = diary.ok(
        "GET",
        "Appointment?$select=appointmentId,date,time,endDate,endTime,associateId,rawType,rawStatus,type,text,completed,"
        "recurrenceRuleId,visibleFor,isFree,updatedDate,associate/associateDbId,associate/fullName",
    )
    assert answer["odata.nextLink"] is None
    assert answer["odata.metadata"].endswith("/api/v1/Archive//$metadata")
    (row,) = [row for row in answer["value"] if row["appointmentId"] == saved["AppointmentId"]]
    assert row == {
        "PrimaryKey": str(saved["AppointmentId"]), "EntityName": "appointment",
        "appointmentId": saved["AppointmentId"], "date": "2026-12-01T09:00:00", "time": "2026-12-01T09:00:00",
        "endDate": "2026-12-01T00:00:00", "endTime": "2026-12-01T10:00:00", "associateId": "LL", "rawType": 1,
        "rawStatus": 1, "type": 'US:"Meeting (Internal)";NO:"Møte inne"', "text": "Budget", "completed": False,
        "recurrenceRuleId": 0, "visibleFor": "[SR_VFC_ALL]", "isFree": False, "updatedDate": "0001-01-01T00:00:00",
        "associate/associateDbId": 5, "associate/fullName": "Linda Lund",
    }  # fmt: skip


def test_full_rows_carry_raw_and_display_values(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    (row,) = rows(diary, "Contact", select="contactId,name,country", filter="contactId = 1", mode="Full")
    assert (row["PrimaryKey"], row["EntityName"]) == (1, "contact")
    assert row["Column"]["name"]["RawValue"] == "Nordlys Consulting"
    assert (row["Column"]["country"]["RawValue"], row["Column"]["country"]["DisplayValue"]) == (578, "Norge")


def test_times_follow_the_request_zone(sandbox: SandboxClient) -> None:
    diary_of(sandbox, "linda").create(**MEETING)
    utc = rows(diary_of(sandbox, "linda"), "Appointment", select="date,registeredDate")[-1]
    oslo = rows(diary_of(sandbox, "linda", "NO, includeTZOffset"), "Appointment", select="date")[-1]
    assert (utc["date"], oslo["date"]) == ("2026-12-01T08:00:00Z", "2026-12-01T09:00:00+01:00")
    assert utc["registeredDate"].endswith("Z")


@pytest.mark.parametrize(
    ("switch", "literal", "found"),
    [
        ("utc", "2026-12-01T08:00:00", True),
        ("utc", "2026-12-01T09:00:00", False),
        ("base", "2026-12-01T09:00:00", True),
        ("base", "2026-12-01T09:00:01", False),
        ("base", "2026-12-01T08:00:00Z", True),
    ],
)
def test_zone_of_filter_literals_is_a_switch(
    sandbox: SandboxClient, switch: str, literal: str, found: bool
) -> None:
    sandbox.switch(superoffice_filter_zone=switch)
    diary = diary_of(sandbox, "linda")
    diary.create(**MEETING)
    filtered = f"date afterTime '{literal}' and text is 'Budget'"
    assert bool(rows(diary, "Appointment", select="appointmentId", filter=filtered)) is found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("date date '2026-12-01'", True),
        ("date after '2026-12-01'", False),
        ("date before '2026-12-02'", True),
        ("date dateBetween ('2026-12-01','2026-12-01')", True),
        ("associateId currentAssociate", True),
        ("associateId associateIsNotOneOf (5)", False),
        ("associateId eq 'll'", True),
        ("text contains 'UDG'", True),
        ("text notContains 'udg'", False),
        ("type oneOf (1,2)", True),
        ("person/email/emailAddress eq 'CLARA@havbris.example'", True),
        ("getNoRows = true", False),
    ],
)
def test_operators(sandbox: SandboxClient, condition: str, found: bool) -> None:
    diary = diary_of(sandbox, "linda")
    clara = rows(diary, "Person", select="personId", filter="email/emailAddress eq 'clara@havbris.example'")
    person_id = clara[0]["personId"]
    diary.create(**MEETING, Task={"TaskListItemId": 1}, Person={"PersonId": person_id}, Contact={"ContactId": 2})
    filtered = f"({condition}) and rawType = 1 and text begins 'bud'"
    assert bool(rows(diary, "Appointment", select="appointmentId", filter=filtered)) is found


@pytest.mark.parametrize("option", ["select=nope", "filter=nope eq 1", "orderBy=nope", "select=person/nope"])
def test_an_unknown_column_is_named(sandbox: SandboxClient, option: str) -> None:
    answer = diary_of(sandbox, "linda").call("GET", f"Appointment?${option}")
    assert answer.status_code == 400
    assert "nope" in answer.json()["ErrorMessage"]


@pytest.mark.parametrize(
    "option",
    ["top=many", "skip=-1", "mode=Wide", "output=Loud", "filter=appointmentId le 3", "filter=date afterTime 'x'"],
)
def test_options_that_cannot_be_read_are_refused(sandbox: SandboxClient, option: str) -> None:
    assert diary_of(sandbox, "linda").call("GET", f"Appointment?${option}").status_code == 400


def test_an_unknown_archive_is_404(sandbox: SandboxClient) -> None:
    assert diary_of(sandbox, "linda").call("GET", "Archive/Nonsense").status_code == 404


def test_pages_and_order(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    ids = [diary.create(Title=f"m{n}")["AppointmentId"] for n in range(5)]
    own = f"appointmentId gt {ids[0] - 1}"
    first = rows(diary, "Appointment", select="appointmentId", filter=own, top="2", orderBy="appointmentId")
    after = rows(
        diary,
        "Appointment",
        select="appointmentId",
        filter=f"appointmentId gt {first[-1]['appointmentId']}",
        top="2",
    )
    skipped = rows(diary, "Appointment", select="appointmentId", filter=own, skip="3", orderBy="appointmentId")
    downward = rows(diary, "Appointment", select="appointmentId", filter=own, orderBy="text desc", top="1")
    assert [[row["appointmentId"] for row in page] for page in (first, after, skipped, downward)] == [
        ids[:2], ids[2:4], ids[3:], ids[4:],
    ]  # fmt: skip


def test_the_largest_page_is_a_switch(sandbox: SandboxClient) -> None:
    sandbox.switch(superoffice_max_top="500")
    diary = diary_of(sandbox, "linda")
    answer = diary.ok("GET", "Archive/dynamic?$select=list_item.name&$top=9999")
    assert len(answer["value"]) < 500


@pytest.mark.company("demo")
def test_persons_with_addresses_phones_and_companies(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    (clara,) = rows(
        diary, "Person",
        select="fullName,birthYear,personMobilePhone/formattedNumber,personContact/name,retired",
        filter="email/emailAddress eq 'clara@havbris.example'",
    )  # fmt: skip
    assert clara["fullName"] == "Clara Customer"
    assert (clara["birthYear"], clara["personContact/name"]) == (1984, "Havbris Shipping")
    assert clara["personMobilePhone/formattedNumber"] == "+47 900 02 101"
    by_address = rows(
        diary, "Archive/EmailAddress", select="emailAddress,personId,contactId,fullName",
        filter="emailAddress is 'clara@havbris.example'",
    )  # fmt: skip
    assert (by_address[0]["EntityName"], by_address[0]["fullName"]) == ("person", "Clara Customer")
    assert len(rows(diary, "Person", select="personId", top="100")) == 25


def test_users_map_to_mailboxes(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    users = rows(diary, "Archive/InternalUsers", select="associateDbId,personEmail,userName,isActive")
    assert [(user["associateDbId"], user["personEmail"]) for user in users] == [
        (5, "linda@nordlys.example"), (6, "julie@nordlys.example"),
    ]  # fmt: skip
    assert {user["assocType"] for user in rows(diary, "User", select="assocType")} == {
        "InternalAssociate", "ResourceAssociate", "SystemAssociate",
    }  # fmt: skip


def test_private_text_is_hidden_from_others(sandbox: SandboxClient) -> None:
    private = {"VisibleFor": [{"VisibleId": 5, "Visibility": "Associate"}]}
    saved = diary_of(sandbox, "linda").create(Title="Secret", **private)
    query = {"select": "text,date,visibleFor", "filter": f"appointmentId = {saved['AppointmentId']}"}
    mine = rows(diary_of(sandbox, "linda"), "Appointment", **query)[0]
    hers = rows(diary_of(sandbox, "julie"), "Appointment", **query)[0]
    assert (mine["text"], mine["visibleFor"]) == ("Secret", "Linda Lund")
    assert (hers["text"], hers["date"]) == ("", mine["date"])


def test_list_texts_in_the_language_asked_for(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    diary.session.headers["Accept-Language"] = "en"
    diary.create(Task={"TaskListItemId": 7})
    assert rows(diary, "Appointment", select="type")[-1]["type"] == "Visit"
    diary.session.headers["SO-Language"] = "no"
    assert rows(diary, "Appointment", select="type")[-1]["type"] == "Besøk"


def test_long_filters_go_as_a_form(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    form = {"$select": "personId", "$filter": f"personId in ({','.join(str(n) for n in range(2000))})"}
    answer = diary.session.post("/v1/Archive/Person", data=form)
    assert {row["personId"] for row in answer.json()["value"]} >= {15, 16}


def test_providers_and_their_columns_are_listed(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    assert "FindAppointment" in diary.ok("GET", "Archive")
    names = {column["Name"] for column in diary.ok("GET", "Archive/FindAppointment/$metadata")["value"]}
    assert {"appointmentId", "endTime", "getAllRows"} <= names
    assert diary.ok("GET", "Archive/FindSale$metadata")["value"]


def test_agents_answer_with_encoded_values(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda", zone=None)
    saved = diary.create(**MEETING)
    request = {
        "providerName": "FindAppointment", "columns": ["appointmentId", "date", "endDate", "text", "completed"],
        "sortOrder": [{"name": "appointmentId", "direction": "DESC"}],
        "restriction": [
            {"name": "appointmentId", "operator": "=", "values": [f"[I:{saved['AppointmentId']}]"]},
            {"name": "text", "operator": "is", "values": ["ignored"], "isActive": False},
        ],
        "entities": [], "page": 0, "pageSize": 50,
    }  # fmt: skip
    (row,) = diary.ok("POST", "Agents/Archive/GetArchiveListByColumns", request)
    assert (row["PrimaryKey"], row["EntityName"]) == (saved["AppointmentId"], "appointment")
    assert {name: cell["DisplayValue"] for name, cell in row["ColumnData"].items()} == {
        "appointmentId": f"[I:{saved['AppointmentId']}]", "date": "[DT:12/01/2026 09:00:00.0000000]",
        "endDate": "[D:12/01/2026]", "text": "Budget", "completed": "[B:False]",
    }  # fmt: skip


def test_find_joins_restrictions_with_or_and_parentheses(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    request = {
        "providerName": "Person", "desiredColumns": ["personId"], "pageSize": 10, "pageNumber": 0,
        "restrictions": [
            {"name": "personId", "operator": "=", "values": ["15"], "interOperator": "Or",
             "interParenthesis": 1},
            {"name": "personId", "operator": "=", "values": ["16"], "interOperator": "And",
             "interParenthesis": -1},
            {"name": "firstName", "operator": "begins", "values": ["Jul"]},
        ],
    }  # fmt: skip
    found = diary.ok("POST", "Agents/Find/FindFromRestrictionsColumns", request)
    assert [row["PrimaryKey"] for row in found["ArchiveRows"]] == [16]
    assert found["ArchiveColumns"][0]["Name"] == "personId"


def test_user_defined_fields_are_columns(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    diary.ok("PATCH", "Person/17", {"CustomFields": {"SuperOffice:1": "Per"}})
    found = rows(diary, "Person", select="personId", filter="personUdef/SuperOffice:1 = 'per'")
    assert [row["personId"] for row in found] == [17]


def test_deleted_persons_are_in_the_recycle_bin(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    diary.ok("DELETE", "Person/17")
    (row,) = rows(diary, "Archive/RecyclePerson", select="personId,personDeletedDate")
    assert (row["personId"], row["personDeletedDate"] > "2020") == (17, True)


@pytest.mark.parametrize(
    ("period", "found"),
    [
        ("today", True), ("beforeToday", False), ("afterToday", False), ("thisWeek", True), ("lastWeek", False),
        ("nextWeek", False), ("thisMonth", True), ("lastMonth", False), ("thisQuarter", True),
        ("nextQuarter", False),
        ("thisYear", True), ("nextYear", False),
    ],
)  # fmt: skip
def test_periods_are_those_of_the_clock(sandbox: SandboxClient, period: str, found: bool) -> None:
    sandbox.set_clock("2026-12-01T10:00:00Z")
    diary = diary_of(sandbox, "linda")
    diary.create(**MEETING)
    assert bool(rows(diary, "Appointment", select="date", filter=f"date {period}")) is found
