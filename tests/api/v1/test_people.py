"""The people of an item: who they are in SuperOffice, who is meant, and who is new there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.v1.acts import Json, accepted, prefer, refusal, stays
from tests.api.v1.conftest import Pane
from tests.company import Company, at

CLARA, NEW = "clara@havbris.example", "new.face@elsewhere.example"


def adds_card(company: Company, address: str, name: str = "Namesake") -> tuple[int, int]:
    """One more person with this address, in a company of his own; both numbers."""
    http = company["linda"].in_superoffice.http
    contact = http.post("/v1/Contact", json={"Name": f"{name} AS"}).json()["ContactId"]
    person = {"Firstname": "Ann", "Lastname": name, "Contact": {"ContactId": contact}}
    made = http.post("/v1/Person", json={**person, "Emails": [{"Value": "first@x.example"}, {"Value": address}]})
    return int(made.json()["PersonId"]), int(contact)


def invites(company: Company, *addresses: str, title: str = "Review", text: str = "") -> str:
    """A meeting of Linda's own in Outlook."""
    guests = [{"emailAddress": {"address": one}} for one in addresses]
    body = {"contentType": "text", "content": text}
    return company["linda"].in_outlook.adds(title, at(2, 11), attendees=guests, body=body)


def people(pane: Pane, item: str) -> dict[str, Json]:
    answer = pane.get(f"/items/{item}/people")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return {one["address"]: one for one in answer.get_json()["items"]}


def concerned(company: Company, title: str = "Review") -> tuple[int, int]:
    """Person and company of the row; 0 for none."""
    row = company["linda"].in_superoffice.item(title)
    return (row["Person"] or {}).get("PersonId", 0), (row["Contact"] or {}).get("ContactId", 0)


def persons(company: Company) -> int:
    """How many persons SuperOffice has."""
    http = company["linda"].in_superoffice.http
    return len(
        http.get("/v1/Archive/dynamic?$select=person.person_id&$filter=person.person_id gt 0").json()["value"]
    )


def test_everybody_is_told_with_his_cards(company: Company, linda: Pane) -> None:
    julie = company["julie"].address
    item = invites(company, CLARA, julie, NEW, text=f"Ask second@{NEW.partition('@')[2]} too")
    for _ in range(2):
        found = people(linda, item)
        states = {address: (one["state"], one["part"]) for address, one in found.items()}
        assert states == {
            company["linda"].address: ("own", "organiser"),
            CLARA: ("one_match", "required"),
            julie: ("colleague", "required"),
            NEW: ("unknown", "required"),
            "second@elsewhere.example": ("unknown", "mentioned"),
        }
        (match,) = found[CLARA]["matches"]
        assert match["company"]
        assert found[NEW]["matches"] == []
        company.run("linda")


def test_every_address_of_a_card_counts_and_several_cards_are_told(company: Company, linda: Pane) -> None:
    person, contact = adds_card(company, CLARA)
    other, _ = adds_card(company, NEW, "Newman")
    company["linda"].in_superoffice.adds("Earlier", at(-3), Person={"PersonId": person})
    found = people(linda, invites(company, CLARA, NEW))
    assert found[CLARA]["state"] == "several_matches"
    told = {one["person_id"]: one for one in found[CLARA]["matches"]}
    assert (told[person]["company_id"], told[person]["company"]) == (contact, "Namesake AS")
    assert told[person]["last_activity"] == f"{at(-3):%Y-%m-%d}"
    assert [one["person_id"] for one in found[NEW]["matches"]] == [other]


def test_a_choice_links_the_row_and_is_remembered(company: Company, linda: Pane, julie: Pane) -> None:
    person, contact = adds_card(company, CLARA)
    item = invites(company, CLARA)
    company.settles("linda")
    mails = len(company.sandbox.mail())
    for _ in range(2):
        accepted(linda.post(f"/items/{item}/people/{CLARA}", {"person_id": person}))
    assert concerned(company) == (person, contact)
    assert people(linda, item)[CLARA]["chosen"] == person
    assert len(company.sandbox.mail()) == mails
    stays(company)
    prefer(company, link_by_email=True)
    later = invites(company, CLARA, title="Later")
    company.run("linda")
    assert concerned(company, "Later") == (person, contact)
    assert people(linda, later)[CLARA]["chosen"] == person
    julies = company["julie"].in_outlook.adds(
        "Julie's", at(4, 9), attendees=[{"emailAddress": {"address": CLARA}}]
    )
    assert people(julie, julies)[CLARA]["chosen"] == 0


def test_an_unknown_address_is_linked_to_somebody_who_is_there(company: Company, linda: Pane) -> None:
    person, contact = adds_card(company, CLARA)
    item = invites(company, NEW)
    company.run("linda")
    accepted(linda.post(f"/items/{item}/people/{NEW}", {"person_id": person}))
    assert concerned(company) == (person, contact)
    assert people(linda, item)[NEW]["state"] == "one_match"
    stays(company)


@pytest.mark.parametrize(
    ("address", "person", "expected"),
    [
        (CLARA, 999_999, (400, "unknown_value", "person_id")),
        ("else@where.example", 1, (404, "person_not_in_item", "")),
        ("%3Cb%3E", 1, (404, "person_not_in_item", "")),
        ("x" * 10_000, 1, (404, "person_not_in_item", "")),
        (CLARA, "1", (400, "malformed", "person_id")),
        (CLARA, None, (400, "malformed", "person_id")),
    ],
)
def test_a_wrong_choice_changes_nothing(
    company: Company, linda: Pane, address: str, person: object, expected: tuple[int, str, str]
) -> None:
    item = invites(company, CLARA)
    company.run("linda")
    before = concerned(company)
    assert refusal(linda.post(f"/items/{item}/people/{address}", {"person_id": person})) == expected
    assert concerned(company) == before
    stays(company)


def test_the_people_of_somebody_elses_item_are_not_found(company: Company, linda: Pane, julie: Pane) -> None:
    item = invites(company, CLARA)
    company.run("linda")
    missing = julie.get("/items/999999999").get_json()
    for answer in (
        julie.get(f"/items/{item}/people"),
        julie.post(f"/items/{item}/people/{CLARA}", {"person_id": 1}),
    ):
        assert (answer.status_code, answer.get_json()) == (404, missing)


# -- people of a mail, or of an item that is not saved


def test_addresses_of_a_mail_are_told_with_their_cards(company: Company, linda: Pane) -> None:
    person, _ = adds_card(company, CLARA)
    julie = company["julie"].address
    asked = [CLARA, julie, NEW, company["linda"].address, CLARA.upper(), "/o=exchange/cn=nobody"]
    found = known(linda, *asked)
    assert {address: one["state"] for address, one in found.items()} == {
        CLARA: "several_matches",
        julie: "colleague",
        NEW: "unknown",
        company["linda"].address: "own",
        "/o=exchange/cn=nobody": "unknown",
    }
    body = {"address": CLARA, "person_id": person}
    for _ in range(2):
        answer = linda.post("/people/choice", body)
        assert (answer.status_code, answer.get_json()["chosen"]) == (200, person)
    assert known(linda, CLARA)[CLARA]["chosen"] == person


def test_a_choice_without_an_item_counts_for_later_ones(company: Company, linda: Pane) -> None:
    person, contact = adds_card(company, CLARA)
    linda.post("/people/choice", {"address": CLARA.upper(), "person_id": person})
    prefer(company, link_by_email=True)
    invites(company, CLARA)
    company.run("linda")
    assert concerned(company) == (person, contact)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ([], "address"),
        (["a@b.example"] * 21, "address"),
        (["a\nb@c.example"], "address.0"),
        (["x" * 300], "address.0"),
    ],
)
def test_wrong_addresses_are_told(linda: Pane, asked: list[str], field: str) -> None:
    assert refusal(linda.get("/people", address=asked)) == (400, "malformed", field)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"person_id": 999_999}, (400, "unknown_value", "person_id")),
        ({"address": "<a>@b.no"}, (400, "malformed", "address")),
    ],
)
def test_a_wrong_choice_for_an_address_is_told(linda: Pane, change: Json, expected: tuple[int, str, str]) -> None:
    assert refusal(linda.post("/people/choice", {"address": CLARA, "person_id": 1, **change})) == expected


def known(pane: Pane, *addresses: str) -> dict[str, Json]:
    """What is known of addresses, by address."""
    answer = pane.get("/people", address=list(addresses))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return {one["address"]: one for one in answer.get_json()["items"]}


# -- new people


def suggestion(pane: Pane, **query: Any) -> Json:
    answer = pane.get("/people/suggestion", **query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: Json = answer.get_json()
    return found


def test_a_form_is_prefilled_from_address_and_signature(company: Company, linda: Pane) -> None:
    _, contact = adds_card(company, "ann@namesake.example")
    found = suggestion(linda, address="kari.nordmann@namesake.example", name="Nordmann, Kari")
    assert (found["first_name"], found["last_name"]) == ("Kari", "Nordmann")
    assert [(one["id"], one["name"]) for one in found["companies"]] == [(contact, "Namesake AS")]
    assert found["existing"] == []
    assert suggestion(linda, address="kari.nordmann@namesake.example")["first_name"] == "Kari"
    assert suggestion(linda, address="kari@other.namesake.example")["companies"] == []
    assert [one["name"] for one in suggestion(linda, address=CLARA)["existing"]] == ["Clara Customer"]


def test_a_mail_domain_of_everybody_tells_no_company(company: Company, linda: Pane) -> None:
    adds_card(company, "ann@gmail.com")
    assert suggestion(linda, address="kari@gmail.com")["companies"] == []


def test_somebody_new_is_added_once(company: Company, linda: Pane) -> None:
    http = company["linda"].in_superoffice.http
    _, contact = adds_card(company, "ann@namesake.example")
    body = {"first_name": "Kari <b>", "last_name": "O'Nordmann", "address": NEW, "company_id": contact}
    answer = linda.post("/people", body)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    made = answer.get_json()["person_id"]
    card = http.get(f"/v1/Person/{made}").json()
    assert (card["Firstname"], card["Lastname"], card["Contact"]["ContactId"]) == (
        "Kari <b>",
        "O'Nordmann",
        contact,
    )
    assert [one["Value"] for one in card["Emails"]] == [NEW]
    (source,) = card["Consents"]
    assert (source["ConsentPurposeKey"], source["ConsentSourceKey"]) == ("STORE", "USER")
    before = persons(company)
    for address in (NEW, NEW.upper(), "ann@namesake.example"):
        again = linda.post("/people", {**body, "address": address})
        assert refusal(again) == (409, "person_exists", "address")
    assert linda.post("/people", body).get_json()["person_id"] == made
    assert persons(company) == before


def test_somebody_new_brings_a_new_company(company: Company, linda: Pane) -> None:
    http = company["linda"].in_superoffice.http
    body = {"first_name": "", "last_name": "Nordmann", "address": NEW, "new_company": "Elsewhere AS"}
    made = linda.post("/people", body).get_json()["person_id"]
    assert http.get(f"/v1/Person/{made}").json()["Contact"]["Name"] == "Elsewhere AS"
    other = {**body, "address": "other@elsewhere.example", "new_company": "ELSEWHERE as"}
    assert refusal(linda.post("/people", other)) == (409, "company_exists", "new_company")


def test_no_run_adds_anybody(company: Company, linda: Pane) -> None:
    prefer(company, link_by_email=True)
    before = persons(company)
    invites(company, NEW, text=f"With {NEW}")
    company.settles("linda")
    assert persons(company) == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"last_name": " "}, "last_name"),
        ({"last_name": "x" * 100}, "last_name"),
        ({"first_name": "a\x00b"}, "first_name"),
        ({"first_name": "a\nb"}, "first_name"),
        ({"address": "nobody"}, "address"),
        ({"address": "<a>@b.no"}, "address"),
        ({"address": "a@b@c.no"}, "address"),
        ({"address": "a" * 300 + "@b.no"}, "address"),
        ({"company_id": "7"}, "company_id"),
        ({"company_id": 1, "new_company": "X"}, ""),
        ({"new_company": ""}, "new_company"),
        ({"more": 1}, "more"),
    ],
)
def test_a_malformed_person_is_told_its_field(company: Company, linda: Pane, change: Json, field: str) -> None:
    before = persons(company)
    body = {"first_name": "Kari", "last_name": "Nordmann", "address": NEW, **change}
    status, code, named = refusal(linda.post("/people", body))
    assert (status, code, named) == (400, "malformed", field)
    assert persons(company) == before


def test_an_unknown_company_is_refused(company: Company, linda: Pane) -> None:
    body = {"first_name": "Kari", "last_name": "Nordmann", "address": NEW, "company_id": 999_999}
    assert refusal(linda.post("/people", body)) == (400, "unknown_value", "company_id")
