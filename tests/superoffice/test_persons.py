"""Persons as the gateway reads them from the sandbox, and from a SuperOffice that answers nonsense."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from backend.core.persons import PostalAddress
from backend.core.preferences import Preferences
from backend.core.sides import SideError, Unavailable
from backend.superoffice.client import Client, UserCredentials
from backend.superoffice.directory import Cards
from backend.superoffice.people import SuperOfficePeople
from backend.transport import Answer, Transport
from tests.card_file import CLARA, HAVBRIS, JPEG, NEWSLETTER, CardFile, checked
from tests.company import Company
from tests.sandbox_client import SandboxClient
from tests.superoffice.conftest import IMPATIENT, Diary, SuperOffice

PLAIN = Preferences()
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Meddling(Transport):
    """Lets every request arrive, and puts *body* in the place of answers from addresses that match *place*."""

    def __init__(self) -> None:
        super().__init__()
        self.place, self.body = "", b""

    def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None, weight: int = 1
    ) -> Answer:
        answer = super().send(method, url, headers=headers, body=body, weight=weight)
        return Answer(200, answer.headers, self.body) if self.place and re.search(self.place, url) else answer


@pytest.fixture
def wire() -> Meddling:
    """What lies between the gateway and SuperOffice."""
    return Meddling()


@pytest.fixture
def people(linda: Diary, superoffice: SuperOffice, wire: Meddling) -> SuperOfficePeople:
    """SuperOffice's persons as Linda may read them."""
    who = linda.signed_in
    credentials = UserCredentials(superoffice.sign_in, who.refresh_token)
    client = Client(wire, superoffice.tenants, who.context, credentials, IMPATIENT)
    return SuperOfficePeople(client, who.associate_id, Cards(client))


@pytest.fixture
def cards(sandbox: SandboxClient, linda: Diary) -> CardFile:
    """The same persons as Linda handles them."""
    return CardFile(linda.beside, Company(sandbox, None))  # type: ignore[arg-type]


def test_the_user_himself_is_known(people: SuperOfficePeople, linda: Diary) -> None:
    me = checked(linda.beside.get("/v1/User/currentPrincipal"))["PersonId"]
    assert people.own_person() == me


def test_cards_hold_what_superoffice_knows(people: SuperOfficePeople, cards: CardFile) -> None:
    ola = cards.adds(
        "Ola", "Nordmann", Title="Captain", BirthDate="1984-06-17T00:00:00Z",
        CustomFields={"SuperOffice:1": "Eva"},
        Emails=[{"Value": "b@x.example"}, {"Value": "a@x.example"}], OfficePhones=[{"Value": "+47 55"}],
        Address={"Street": {"Address1": "Hill 3", "Address3": "Top", "City": "Voss", "County": "Vestland"}},
    )  # fmt: skip
    found = people.cards([ola, CLARA, 99999], Preferences(title_field="SuperOffice:1"))
    assert found.keys() == {ola, CLARA}
    card = found[ola]
    assert (card.given_name, card.surname, card.title, card.job_title) == ("Ola", "Nordmann", "Eva", "Captain")
    assert (card.emails, card.own_phone) == (("b@x.example", "a@x.example"), "+47 55")
    assert (card.birth_date, card.company) == (date(1984, 6, 17), "Havbris Shipping")
    assert card.own_address == PostalAddress(street="Hill 3\nTop", city="Voss", state="Vestland")
    assert card.web_page.startswith("https://") and card.company_phone and card.visit_address.city


@pytest.mark.parametrize("birth", ["0001-01-01", "0002-06-17"])
def test_a_birthday_without_a_year_is_none(people: SuperOfficePeople, cards: CardFile, birth: str) -> None:
    ola = cards.adds("Ola", "Nordmann", BirthDate=f"{birth}T00:00:00Z")
    assert people.cards([ola], PLAIN)[ola].birth_date is None


@pytest.mark.parametrize("chosen", ["no such field!", "a b", "x;y", "'"])
def test_a_choice_that_can_be_no_field_counts_as_the_standard_one(people: SuperOfficePeople, chosen: str) -> None:
    card = people.cards([CLARA], Preferences(job_title_field=chosen))[CLARA]
    assert card.job_title == people.cards([CLARA], PLAIN)[CLARA].job_title


def test_versions_change_with_the_person_and_his_company_and_deleted_ones_have_none(
    people: SuperOfficePeople, cards: CardFile
) -> None:
    ola, per = cards.adds("Ola", "Nordmann"), cards.adds("Per", "Hansen")
    before = people.versions([ola, per, CLARA, 99999])
    assert before.keys() == {ola, per, CLARA}
    cards.changes(CLARA, Title="Owner")
    cards.deletes(per)
    after = people.versions([ola, per, CLARA])
    assert after.keys() == {ola, CLARA}
    assert (after[ola] == before[ola], after[CLARA] == before[CLARA]) == (True, False)
    cards.changes_company(HAVBRIS, Name="Havbris Rederi")
    assert people.versions([ola])[ola] != before[ola]


@pytest.mark.parametrize(
    "edit",
    [
        lambda cards: cards.changes(CLARA, MobilePhones=[{"Value": "+47 1"}]),
        lambda cards: cards.changes(CLARA, Emails=[{"Value": "new@x.example"}]),
        lambda cards: cards.changes(CLARA, **{"Address/Street": {"Address1": "New 1"}}),
        lambda cards: cards.changes_company(HAVBRIS, Phones=[{"Value": "+47 2"}]),
        lambda cards: cards.changes_company(HAVBRIS, Urls=[{"Value": "https://new.example"}]),
    ],
)  # fmt: skip
def test_details_tell_of_what_changes_no_version(
    people: SuperOfficePeople, cards: CardFile, sandbox: SandboxClient, edit: Callable[[CardFile], None]
) -> None:
    before = people.details(LONG_AGO)
    sandbox.advance(60)
    edit(cards)
    assert people.details(LONG_AGO)[CLARA] > before[CLARA]
    assert CLARA not in people.details(datetime.now(UTC) + timedelta(days=3))


def test_selections_with_their_members(people: SuperOfficePeople, cards: CardFile, sandbox: SandboxClient) -> None:
    assert people.selections([NEWSLETTER])[NEWSLETTER] == "", "a fresh change may be followed by another"
    sandbox.advance(60)
    told = people.selections([NEWSLETTER, 99])
    assert told.keys() == {NEWSLETTER} and told[NEWSLETTER]
    assert CLARA in people.members(NEWSLETTER)
    cards.excludes(NEWSLETTER, CLARA)
    assert CLARA not in people.members(NEWSLETTER)
    assert people.selections([NEWSLETTER]) != told


def test_a_large_selection_comes_in_pages(people: SuperOfficePeople, cards: CardFile) -> None:
    crowd = [cards.adds("Guest", f"No {number}") for number in range(520)]
    selection = cards.selects(*crowd)
    assert people.members(selection) == set(crowd)
    assert people.versions(crowd).keys() == set(crowd)
    assert people.cards(crowd, PLAIN).keys() == set(crowd)


def test_favourites_and_employees(people: SuperOfficePeople, cards: CardFile, linda: Diary, julie: Diary) -> None:
    cards.stars(linda.signed_in.associate_id, company=HAVBRIS)
    cards.stars(linda.signed_in.associate_id, person=CLARA)
    cards.stars(julie.signed_in.associate_id, company=1)
    assert people.favourites() == (frozenset({HAVBRIS}), frozenset({CLARA}))
    left = cards.adds("Per", "Hansen", Retired=True)
    employees = people.employees([HAVBRIS])[HAVBRIS]
    assert CLARA in employees and left not in employees


def test_merges_are_told(people: SuperOfficePeople, cards: CardFile) -> None:
    ola, other = cards.adds("Ola", "Nordmann"), cards.adds("Ola", "Nordmann")
    cards.merges(ola, other)
    cards.moves(CLARA, 1)
    assert people.merged([ola, other, CLARA]) == {ola: other}


def test_pictures_are_told_with_a_version(
    people: SuperOfficePeople, cards: CardFile, sandbox: SandboxClient
) -> None:
    assert people.pictures([CLARA]) == {} and people.picture(CLARA) == b""
    cards.pictures(CLARA)
    before = people.pictures([CLARA])
    assert people.picture(CLARA) == JPEG and before[CLARA]
    sandbox.advance(60)
    cards.pictures(CLARA, JPEG + b"!")
    assert people.pictures([CLARA])[CLARA] != before[CLARA]


ASK: dict[str, Callable[[SuperOfficePeople], Any]] = {
    "selections": lambda people: people.selections([1, NEWSLETTER]),
    "members": lambda people: people.members(NEWSLETTER),
    "favourites": lambda people: people.favourites(),
    "employees": lambda people: people.employees([HAVBRIS]),
    "appointments": lambda people: people.of_appointments(["1", "2"]),
    "versions": lambda people: people.versions([CLARA]),
    "details": lambda people: people.details(LONG_AGO),
    "merged": lambda people: people.merged([CLARA]),
    "cards": lambda people: people.cards([CLARA], PLAIN),
    "pictures": lambda people: people.pictures([CLARA]),
}
BODIES = [
    b"null", b"[]", b"<html>", b"\xff\xfe", b"[" * 50_000, b'{"value": 5}', b'{"value": [5, {}, null]}',
    b'{"value": [{"personId": "x", "person.person_id": -1, "selectionId": 1e9, "type": 5}]}',
    b'{"value": [{"personId": 17, "firstName": "\\ud83d", "birthYear": 99999, "birthMonth": 13}]}',
    b'{"value": [{"personId": 99999999999, "favourite.table_id": 6, "favourite.record_id": 99999999999}]}',
    b'{"value": [{"appointment.appointment_id": 1, "appointment.external_participants": "[[[[[["}]}',
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("asked", list(ASK))
def test_nothing_but_an_error_of_the_side_comes_out_of_nonsense(
    people: SuperOfficePeople, wire: Meddling, asked: str, body: bytes
) -> None:
    wire.place, wire.body = "v1/(Archive|Selection|Person)", body
    with suppress(SideError):
        ASK[asked](people)


def test_a_person_whom_an_answer_leaves_out_is_not_gone(people: SuperOfficePeople, wire: Meddling) -> None:
    wire.place, wire.body = "Archive/dynamic", b'{"value": []}'
    assert people.versions([CLARA]) == {CLARA: ""}


@pytest.mark.parametrize("status", ["403", "500"])
def test_a_refusal_is_an_error_of_the_side(people: SuperOfficePeople, sandbox: SandboxClient, status: str) -> None:
    sandbox.faults.add("superoffice", status, rate=1.0, path="Archive")
    with pytest.raises(Unavailable):
        people.versions([CLARA])
