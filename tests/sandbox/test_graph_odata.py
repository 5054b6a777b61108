"""The $filter language, and the query options that shape a collection."""

from __future__ import annotations

from typing import Any

import pytest

from backend.sandbox.graph.odata import ExtendedFilter, expanded, extended_filter, select
from backend.sandbox.graph.odata_match import matches
from backend.sandbox.graph.odata_parser import parse
from backend.sandbox.graph.routing import GraphError
from backend.sandbox.wire import Query
from tests.sandbox_client import HostSession, SandboxClient

EVENT: dict[str, Any] = {
    "id": "AbC",
    "subject": "Lunch at O'Reilly",
    "isAllDay": False,
    "importance": "high",
    "body": None,
    "start": {"dateTime": "2026-11-21T12:00:00.0000000", "timeZone": "W. Europe Standard Time"},
    "lastModifiedDateTime": "2026-11-20T08:00:00.0000000Z",
    "categories": ["Red", "Blue"],
    "attendees": [{"emailAddress": {"address": "Ola@x.example"}}, {"emailAddress": {"address": "kari@x.example"}}],
    "reminderMinutesBeforeStart": 15,
}
ID = "String {00020329-0000-0000-C000-000000000046} Name sosync"


@pytest.mark.parametrize(
    "text",
    [
        "subject eq 'lunch at o''reilly'",
        "id eq 'AbC'",
        "not (id eq 'abc')",
        "isAllDay eq false and importance eq 'High'",
        "importance eq microsoft.graph.importance'high'",
        "isAllDay or contains(subject,'LUNCH')",
        "startswith(subject,'lunch') and not endswith(subject,'x')",
        "contains(subject,'at') eq true",
        "start/dateTime eq '2026-11-21T11:00:00'",
        "start/dateTime ge '2026-11-21T12:00:00+01:00' and start/dateTime lt '2026-11-22'",
        "lastModifiedDateTime gt 2026-11-20T07:59:59Z",
        "lastModifiedDateTime le 2026-11-20T10:00:00+02:00",
        "body eq null and subject ne null",
        "nothing eq null",
        "reminderMinutesBeforeStart ge 15 and reminderMinutesBeforeStart lt 15.5",
        "categories/any(c:c eq 'red')",
        "categories/any()",
        "attendees/all(a:endswith(a/emailAddress/address,'@x.example'))",
        "attendees/any(a:a/emailAddress/address eq 'ola@X.example')",
        "importance eq 'low' or importance eq 'normal' or (importance eq 'high' and isAllDay eq false)",
    ],
)
def test_filter_finds(text: str) -> None:
    assert matches(parse(text), EVENT)


@pytest.mark.parametrize(
    "text",
    [
        "id eq 'abc'",
        "subject gt null",
        "isAllDay",
        "subject",
        "attendees/any(a:a/emailAddress/address eq 'nobody@x.example')",
        "start/dateTime gt '2026-11-21T11:00:00'",
        "reminderMinutesBeforeStart gt 'x'",
    ],
)
def test_filter_leaves_out(text: str) -> None:
    assert not matches(parse(text), EVENT)


@pytest.mark.parametrize(
    "text",
    ["", "subject eq", "eq 'x'", "(subject eq 'x'", "subject eq 'x", "subject eq 'x' and", "a eq 1 b",
     "contains(subject)", "categories/any(c c eq 'x')", "subject like 'x'", "$$", "(" * 500],
)  # fmt: skip
def test_broken_filter_is_refused_by_name(text: str) -> None:
    with pytest.raises(GraphError) as refused:
        parse(text)
    assert (refused.value.status, refused.value.code) == (400, "BadRequest")
    assert "$filter" in refused.value.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"/any(ep: ep/id eq '{ID}' and ep/value eq 'a''b')", ExtendedFilter(ID, "eq", "a'b")),
        (f"/Any(ep:ep/value ne null and ep/id eq '{ID}')", ExtendedFilter(ID, "ne", "")),
        (f"/any(e:e/id eq '{ID}' and contains(e/value,'a')) and isAllDay", ExtendedFilter(ID, "contains", "a")),
        (f"/any(ep:ep/id eq '{ID}' or ep/value eq 'a')", None),
        (f"/any(ep:ep/id eq '{ID}' and ep/value eq 'a') or isAllDay eq true", None),
    ],
)  # fmt: skip
def test_filter_on_extended_property_is_recognised(text: str, expected: ExtendedFilter | None) -> None:
    query = Query([("$filter", f"singleValueExtendedProperties{text}")])
    assert extended_filter(query) == expected


def test_select_keeps_id_annotations_and_expansions() -> None:
    entity = {"@odata.etag": "x", "id": "1", "subject": "s", "body": {}, "extensions": []}
    query = Query.parse("%24select=Subject&$expand=extensions($filter=id eq 'a,b')")
    assert select(entity, query) == {"@odata.etag": "x", "id": "1", "subject": "s", "extensions": []}


def test_expand_with_options_is_taken_apart() -> None:
    text = f"extensions,singleValueExtendedProperties($filter=id eq '{ID}' or (id eq 'b'))"
    found = expanded(Query([("$expand", text)]))
    assert found == {"extensions": "", "singleValueExtendedProperties": f"$filter=id eq '{ID}' or (id eq 'b')"}


@pytest.fixture
def graph(sandbox: SandboxClient) -> HostSession:
    session = sandbox.graph_session("linda")
    for number in range(12):
        assert session.post("/me/contacts", json={"givenName": f"Person {number:02}"}).status_code == 201
    return session


def names(answer: dict[str, Any]) -> list[str]:
    return [contact["givenName"] for contact in answer["value"]]


def test_pages_follow_their_links_to_the_end(graph: HostSession) -> None:
    seen: list[str] = []
    url = "/me/contacts?%24top=5&$select=givenName&$orderby=givenName desc"
    while url:
        answer = graph.get(url).json()
        seen += names(answer)
        url = answer.get("@odata.nextLink")
    assert seen == [f"Person {number:02}" for number in reversed(range(12))]


def test_ten_rows_make_a_page_unless_the_caller_prefers_another_size(graph: HostSession) -> None:
    assert len(graph.get("/me/contacts").json()["value"]) == 10
    preferred = graph.get("/me/contacts", headers={"Prefer": "odata.maxpagesize=3"})
    assert len(preferred.json()["value"]) == 3
    assert "maxpagesize" in preferred.headers["Preference-Applied"]


def test_count_skip_and_filter_work_together(graph: HostSession) -> None:
    answer = graph.get("/me/contacts?$count=true&$skip=1&$filter=givenName ge 'Person 09'").json()
    assert answer["@odata.count"] == 3
    assert names(answer) == ["Person 10", "Person 11"]
    assert "@odata.nextLink" not in answer


def test_links_name_the_host_that_the_client_sees(graph: HostSession) -> None:
    answer = graph.get("/me/contacts?$top=1", headers={"X-Forwarded-Base": "https://graph.microsoft.com"}).json()
    assert answer["@odata.nextLink"].startswith("https://graph.microsoft.com/v1.0/me/contacts?")


@pytest.mark.parametrize("option", ["$top=x", "$skip=-1", "$orderby=a b c", "$filter=((", "$search=x"])
def test_wrong_option_is_refused_by_name(graph: HostSession, option: str) -> None:
    answer = graph.get(f"/me/contacts?{option}")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "BadRequest"
    assert option.partition("=")[0] in answer.json()["error"]["message"]
