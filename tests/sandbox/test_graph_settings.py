"""People, pictures, mailbox settings, zones, categories, and the translation of ids."""

from __future__ import annotations

import pytest

from tests.conformance.graph_schema import check_answer
from tests.sandbox_client import HostSession, SandboxClient

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
def graph(sandbox: SandboxClient) -> HostSession:
    return sandbox.graph_session("linda")


def test_me_is_who_signed_in(graph: HostSession) -> None:
    me = check_answer(graph.get("/me"))
    assert (me["displayName"], me["userPrincipalName"]) == ("Linda Lund", "linda@nordlys.example")
    assert "proxyAddresses" not in me
    chosen = check_answer(graph.get("/me?$select=proxyAddresses,mailboxSettings"))
    assert chosen["proxyAddresses"][0] == "SMTP:linda@nordlys.example"
    assert chosen["mailboxSettings"]["timeZone"] == "W. Europe Standard Time"


@pytest.mark.parametrize("name", ["linda@nordlys.example", "LINDA.LUND@nordlys.example", "me-token-to-replace"])
def test_a_person_is_found_by_any_address(graph: HostSession, name: str) -> None:
    assert check_answer(graph.get(f"/users/{name}"))["givenName"] == "Linda"


def test_other_people_are_closed_and_strangers_unknown(graph: HostSession) -> None:
    assert graph.get("/users/julie@nordlys.example").status_code == 403
    assert graph.get("/users/nobody@nordlys.example").status_code == 404


def test_users_are_those_of_the_tenant(graph: HostSession) -> None:
    people = graph.get("/users?$filter=startswith(mail,'j')&$select=mail").json()["value"]
    assert [person["mail"] for person in people] == ["julie@nordlys.example", "john@nordlys.example"]
    everybody = graph.get("/users").json()["value"]
    assert all(person["mail"].endswith("@nordlys.example") for person in everybody)


def test_photo_is_missing_until_set(graph: HostSession) -> None:
    assert graph.get("/me/photo/$value").status_code == 404
    assert graph.put("/me/photo/$value", data=b"no picture").status_code == 400
    assert graph.put("/me/photo/$value", data=PNG, headers={"Content-Type": "image/png"}).status_code == 200
    photo = graph.get("/me/photo/$value")
    assert (photo.content, photo.headers["Content-Type"]) == (PNG, "image/png")


def test_settings_change_part_by_part(graph: HostSession) -> None:
    change = {"timeZone": "Europe/Oslo", "workingHours": {"startTime": "09:00:00.0000000"}}
    settings = check_answer(graph.patch("/me/mailboxSettings", json=change))
    assert settings["timeZone"] == "Europe/Oslo"
    assert settings["workingHours"]["startTime"] == "09:00:00.0000000"
    assert settings["workingHours"]["endTime"] == "17:00:00.0000000"
    assert check_answer(graph.get("/me/mailboxSettings")) == settings
    assert graph.get("/me/mailboxSettings/timezone").json()["value"] == "Europe/Oslo"
    assert graph.get("/me/mailboxSettings/language").json()["locale"] == "en-US"
    assert graph.get("/me/mailboxSettings/unknown").status_code == 404


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"timeZone": "Mars/Olympus"}, "timeZone"),
        ({"timeZone": 5}, "timeZone"),
        ({"workingHours": {"startTime": "25:00:00"}}, "startTime"),
        ({"workingHours": {"daysOfWeek": ["Caturday"]}}, "daysOfWeek"),
        ({"automaticRepliesSetting": {"status": "maybe"}}, "status"),
        ({"language": "en"}, "language"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(graph: HostSession, change: dict[str, object], named: str) -> None:
    answer = graph.patch("/me/mailboxSettings", json=change)
    assert answer.status_code == 400
    assert named in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("function", "zone"),
    [
        ("supportedTimeZones", "W. Europe Standard Time"),
        ("supportedTimeZones()", "W. Europe Standard Time"),
        ("supportedTimeZones(TimeZoneStandard='windows')", "W. Europe Standard Time"),
        ("supportedTimeZones(TimeZoneStandard='Iana')", "Europe/Oslo"),
        ("supportedTimeZones(TimeZoneStandard=microsoft.graph.timeZoneStandard'Iana')", "Europe/Oslo"),
    ],
)
def test_zones_are_listed_in_both_standards(graph: HostSession, function: str, zone: str) -> None:
    answer = graph.get(f"/me/outlook/{function}").json()
    assert zone in [each["alias"] for each in answer["value"]]
    assert "@odata.nextLink" not in answer


def test_unknown_zone_standard_is_refused(graph: HostSession) -> None:
    assert graph.get("/me/outlook/supportedTimeZones(TimeZoneStandard='x')").status_code == 400
    assert graph.get("/me/outlook/nothing").status_code == 404


def test_a_category_lives_its_life(graph: HostSession) -> None:
    made = check_answer(
        graph.post("/me/outlook/masterCategories", json={"displayName": "SuperOffice", "color": "Preset3"})
    )
    assert made["color"] == "preset3"
    listed = check_answer(graph.get("/me/outlook/masterCategories"))["value"]
    assert made["id"] in [each["id"] for each in listed]
    url = f"/me/outlook/masterCategories/{made['id']}"
    assert check_answer(graph.patch(url, json={"color": "preset4"}))["color"] == "preset4"
    assert graph.patch(url, json={"displayName": "Other"}).status_code == 400
    assert check_answer(graph.get(url))["displayName"] == "SuperOffice"
    assert graph.delete(url).status_code == 204
    assert graph.get(url).status_code == 404


def test_a_category_name_exists_once(graph: HostSession) -> None:
    again = graph.post("/me/outlook/masterCategories", json={"displayName": "red CATEGORY", "color": "none"})
    assert again.status_code == 409


@pytest.mark.parametrize("body", [{}, {"displayName": "x", "color": "pink"}, {"displayName": 1}])
def test_a_wrong_category_is_refused(graph: HostSession, body: dict[str, object]) -> None:
    assert graph.post("/me/outlook/masterCategories", json=body).status_code == 400


FORMATS = ("restId", "ewsId", "entryId", "restImmutableEntryId", "immutableEntryId")


@pytest.mark.parametrize("target", FORMATS)
def test_ids_translate_there_and_back(graph: HostSession, target: str) -> None:
    contact = graph.post("/me/contacts", json={"givenName": "Ola"}).json()["id"]
    there = _translate(graph, contact, "restId", target)
    assert _translate(graph, there, target, "restId") == contact


def test_the_immutable_id_is_the_one_that_readers_prefer(graph: HostSession) -> None:
    contact = graph.post("/me/contacts", json={"givenName": "Ola"}).json()["id"]
    immutable = _translate(graph, contact, "restId", "restImmutableEntryId")
    listed = graph.get("/me/contacts", headers={"Prefer": 'IdType="ImmutableId"'}).json()["value"]
    assert [each["id"] for each in listed] == [immutable]
    assert graph.get(f"/me/contacts/{immutable}").status_code == 200


def test_an_unknown_id_is_told_apart(graph: HostSession) -> None:
    body = {"InputIds": ["nonsense"], "SourceIdType": "restId", "TargetIdType": "ewsId"}
    [result] = check_answer(graph.post("/me/translateExchangeIds", json=body))["value"]
    assert result["sourceId"] == "nonsense"
    assert "targetId" not in result
    body["InputIds"] = ["x"] * 1001
    assert graph.post("/me/translateExchangeIds", json=body).status_code == 400


def _translate(graph: HostSession, text: str, source: str, target: str) -> str:
    body = {"inputIds": [text], "sourceIdType": source, "targetIdType": target}
    [result] = check_answer(graph.post("/me/translateExchangeIds", json=body))["value"]
    return str(result["targetId"])
