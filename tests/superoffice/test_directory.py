"""Who people are: cards found by any of their addresses, by person and by user, in few requests."""

from __future__ import annotations

import pytest

from backend.core.directory import Card, Standing
from backend.superoffice.client import Client
from backend.superoffice.directory import Cards
from tests.sandbox_client import HostSession, SandboxClient
from tests.superoffice.conftest import SuperOffice

LINDA = Card("linda@nordlys.example", "Linda Lund", Standing.USER, 5, 15, 1)


@pytest.fixture
def client(superoffice: SuperOffice) -> Client:
    return superoffice.user(superoffice.signed_in("linda"))


@pytest.fixture
def directory(client: Client) -> Cards:
    return Cards(client)


@pytest.fixture
def beside(sandbox: SandboxClient) -> HostSession:
    return sandbox.superoffice_session("linda")


def person(beside: HostSession, *addresses: str, last_name: str = "Test") -> int:
    """A new card."""
    emails = [{"Value": address} for address in addresses]
    body = {"Firstname": "Ola", "Lastname": last_name, "Contact": {"ContactId": 2}, "Emails": emails}
    return int(beside.post("/v1/Person", json=body).json()["PersonId"])


def test_a_user_is_found_by_any_address(directory: Cards) -> None:
    addresses = ["linda@nordlys.example", "linda.lund@nordlys.example"]
    assert directory.cards(addresses) == dict.fromkeys(addresses, LINDA)


def test_a_customer_has_a_card_and_a_stranger_none(directory: Cards) -> None:
    found = directory.cards(["clara@havbris.example", "xavier@xylo.example", ""])
    assert found.keys() == {"clara@havbris.example"}
    clara = found["clara@havbris.example"]
    assert (clara.standing, clara.name, clara.associate_id) == (Standing.PERSON, "Clara Customer", 0)
    assert clara.person_id and clara.contact_id


def test_case_and_quotes_do_not_matter(directory: Cards, beside: HostSession) -> None:
    made = person(beside, "Ola.O'Brien@Havbris.Example")
    (card,) = directory.cards(["ola.o'brien@havbris.example"]).values()
    assert (card.person_id, card.address) == (made, "ola.o'brien@havbris.example")


def test_a_companys_own_address_is_nobodys(directory: Cards) -> None:
    assert directory.cards(["post@havbris.example"]) == {}


def test_an_address_of_two_cards_is_the_users_or_nobodys(directory: Cards, beside: HostSession) -> None:
    person(beside, "linda@nordlys.example")
    person(beside, "two@havbris.example", last_name="One")
    person(beside, "first@havbris.example", "two@havbris.example", last_name="Two")
    found = directory.cards(["linda@nordlys.example", "two@havbris.example", "first@havbris.example"])
    assert {address: card.name for address, card in found.items()} == {
        "linda@nordlys.example": "Linda Lund", "first@havbris.example": "Ola Two",
    }  # fmt: skip


def test_a_card_in_the_recycle_bin_is_not_found(directory: Cards, beside: HostSession) -> None:
    made = person(beside, "gone@havbris.example")
    assert directory.of_persons([made])[made].address == "gone@havbris.example"
    beside.delete(f"/v1/Person/{made}").raise_for_status()
    directory.forget()
    assert directory.cards(["gone@havbris.example"]) == {} and directory.of_persons([made]) == {}


def test_a_card_without_an_address_is_found_by_its_person_alone(directory: Cards, beside: HostSession) -> None:
    made = person(beside)
    assert directory.of_persons([made, 0])[made].address == ""


def test_users_and_rooms_by_associate(directory: Cards) -> None:
    found = directory.of_associates([5, 41, 999])
    assert found == {5: LINDA, 41: Card("", "Fjord Room", Standing.USER, 41)}


def test_what_was_asked_for_once_is_remembered_until_forgotten(
    directory: Cards, client: Client, beside: HostSession
) -> None:
    addresses = [f"nobody{number}@havbris.example" for number in range(38)]
    addresses += ["clara@havbris.example", "julie@nordlys.example"]
    before = client.requests
    assert len(directory.cards(addresses)) == 2
    assert client.requests - before == 2
    directory.cards(addresses)
    directory.of_persons(card.person_id for card in directory.cards(addresses).values())
    assert client.requests - before == 2
    new = person(beside, addresses[0])
    assert addresses[0] not in directory.cards(addresses)
    directory.forget()
    assert directory.cards(addresses)[addresses[0]].person_id == new
