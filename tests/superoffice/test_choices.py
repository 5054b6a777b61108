"""What can be chosen of SuperOffice: read through the real API of the sandbox."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from backend.core.sides import SideError
from backend.superoffice import choices
from backend.superoffice.client import Client, UserCredentials
from backend.superoffice.names import code_of, in_language, parts
from tests.sandbox_client import HostSession, SandboxClient
from tests.superoffice.conftest import IMPATIENT, SuperOffice
from tests.superoffice.test_hostile_answers import BODIES, Meddling

#: what may be made of an answer that tells nothing
NOTHING: list[Any] = [[], False, choices.Zones("UTC", "UTC", frozenset())]


@pytest.fixture
def client(superoffice: SuperOffice) -> Client:
    """SuperOffice for Linda."""
    return superoffice.user(superoffice.signed_in("linda"))


@pytest.fixture
def beside(sandbox: SandboxClient) -> HostSession:
    """Linda, an administrator, in SuperOffice."""
    return sandbox.superoffice_session("linda")


def ok(answer: Any) -> Any:
    """The JSON of a successful answer."""
    assert answer.ok, answer.text
    return answer.json() if answer.content else None


# -- names


def test_a_name_has_a_part_for_each_language() -> None:
    name = 'US:"Meeting";NO:"Møte";GE:"Besprechung"'
    assert parts(name) == {"US": "Meeting", "NO": "Møte", "GE": "Besprechung"}
    assert in_language(name, "NO", "US") == "Møte"
    assert in_language(name, "FR", "US") == "Meeting"
    assert in_language('NO:"Møte"', "FR", "US") == "Møte"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (" Plain ", "Plain"),
        ('US:"Say \\"hi\\""', 'Say "hi"'),
        ('US:"Say ""hi"""', 'Say "hi"'),
        ('US:"";NO:"Møte"', "Møte"),
        ("US:Meeting", "US:Meeting"),
        ("", ""),
    ],
)
def test_names_as_they_come(name: str, shown: str) -> None:
    assert in_language(name, "US") == shown


@pytest.mark.parametrize(
    ("tag", "code"),
    [("nb-NO", "NO"), ("no", "NO"), ("en-GB", "US"), ("de-CH", "GE"), ("DE", "GE"), ("is", "")],
)
def test_codes_of_languages(tag: str, code: str) -> None:
    assert code_of(tag) == code


# -- types


def test_types_in_all_languages_of_the_tenant(client: Client) -> None:
    found = {one.id: one for one in choices.types(client)}
    assert parts(found[7].name) == {"US": "Visit", "NO": "Besøk"}
    assert [found[number].kind for number in (1, 3, 5)] == ["Appointment", "Phone", "ToDo"]


def test_deleted_types_and_those_of_mails_are_left_out(client: Client, beside: HostSession) -> None:
    mail = ok(beside.post("/v1/List/Task/Items", json={"Value": "Mail", "Type": "Email"}))
    ok(beside.delete("/v1/List/Task/Items/8"))
    ids = {one.id for one in choices.types(client)}
    assert 7 in ids
    assert not ids & {8, mail["TaskListItemId"]}


# -- person fields


def test_published_fields_that_hold_words(client: Client, beside: HostSession) -> None:
    def add(kind: str, label: str) -> None:
        blank = ok(beside.post(f"/v1/Person/UdefLayout?udefFieldType={kind}"))
        ok(beside.put("/v1/Person/UdefLayout", json=[blank | {"FieldLabel": label}]))

    add("List", "Team")
    add("Checkbox", "VIP")
    ok(beside.post("/v1/Person/UdefLayout/Publish"))
    add("ShortText", "Draft")
    assert [(one.prog_id, one.label) for one in choices.person_fields(client)] == [
        ("SuperOffice:1", "Assistant"),
        ("SuperOffice:2", "Team"),
    ]


# -- selections


def make(beside: HostSession, name: str, **more: Any) -> int:
    """A selection; its id."""
    body = {"Name": name, "TargetTableNumber": 5, **more}
    return int(ok(beside.post("/v1/Selection", json=body))["SelectionId"])


def make_dynamic(beside: HostSession, selection: int) -> None:
    """Turn a selection into a dynamic one."""
    entity = ok(beside.get(f"/v1/Selection/{selection}"))
    ok(beside.put(f"/v1/Selection/{selection}", json=entity | {"SelectionType": "Dynamic"}))


def test_selections_with_their_members(client: Client, beside: HostSession) -> None:
    made = make(beside, "Summer party", TargetTableNumber=6)
    ok(beside.post(f"/v1/Selection/{made}/Members/AddPerson", json=[{"PersonId": 17}]))
    found = {one.name: (one.id, one.members, one.static) for one in choices.selections(client)}
    assert found["Summer party"] == (made, 1, True)
    assert "Newsletter" in found


def test_dynamic_selections_are_not_offered_and_told_apart(client: Client, beside: HostSession) -> None:
    still, dynamic = make(beside, "Still"), make(beside, "Moving")
    make_dynamic(beside, dynamic)
    assert "Moving" not in [one.name for one in choices.selections(client)]
    asked = choices.selections_by_id(client, [still, dynamic, 999])
    assert {one.id: one.static for one in asked} == {still: True, dynamic: False}


def test_selections_are_searched_by_name(client: Client, beside: HostSession) -> None:
    for name in ("L'Oréal", "100 % sure", "back\\slash"):
        make(beside, name)
    for search, name in (("l'or", "L'Oréal"), ("% s", "100 % sure"), ("k\\s", "back\\slash")):
        assert [one.name for one in choices.selections(client, search)] == [name]
    assert choices.selections(client, "nothing of the kind") == []


def test_many_selections_come_a_page_at_a_time(client: Client, beside: HostSession) -> None:
    for number in range(choices.PAGE + 5):
        make(beside, f"Fair {number:03}")
    before = client.requests
    found = choices.selections(client, "fair")
    assert [one.name for one in found] == [f"Fair {number:03}" for number in range(choices.PAGE)]
    assert client.requests == before + 1


# -- zones and licence


def test_zones_of_organisation_and_user(client: Client, beside: HostSession) -> None:
    told = choices.zones(client)
    assert (told.base, told.user) == ("Europe/Oslo", "Europe/Oslo")
    assert {"America/New_York", "UTC"} <= told.known
    ok(beside.put("/v1/Preference/System/PreferredTimeZone/Individual?value=460"))
    told = choices.zones(client)
    assert (told.base, told.user) == ("Europe/Oslo", "America/New_York")


def test_the_licence_to_hide(client: Client) -> None:
    assert choices.may_hide(client)


# -- answers that make no sense

ASKING = [choices.types, choices.person_fields, choices.selections, choices.zones, choices.may_hide]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("ask", ASKING)
def test_nonsense_is_no_choice(ask: Any, body: bytes, superoffice: SuperOffice) -> None:
    who = superoffice.signed_in("linda")
    credentials = UserCredentials(superoffice.sign_in, who.refresh_token)
    meddling = Meddling("/v1/", body)
    with suppress(SideError):
        assert ask(Client(meddling, superoffice.tenants, who.context, credentials, IMPATIENT)) in NOTHING


@pytest.mark.parametrize("ask", ASKING)
def test_a_refusal_is_a_side_that_is_unavailable(ask: Any, client: Client, sandbox: SandboxClient) -> None:
    sandbox.faults.add("superoffice", "500", rate=1, path="v1/")
    with pytest.raises(SideError):
        ask(client)
