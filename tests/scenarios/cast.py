"""The people of the scenarios (spec/scenarios.md: cast)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.company import Colleague, Diary, Outlook
from tests.scenarios.outlook import InOutlook
from tests.scenarios.superoffice import InSuperOffice

if TYPE_CHECKING:
    from tests.scenarios.company import Company

#: whose SuperOffice and Outlook the product keeps in step
LINKED = ("linda", "julie")


@dataclass(eq=False)
class Person:
    """Somebody with a calendar, here or elsewhere."""

    key: str
    name: str
    #: the primary address
    address: str
    #: every address, the primary first
    addresses: tuple[str, ...]
    #: of a user of SuperOffice; 0 for everybody else
    associate_id: int = 0
    #: of somebody with a card in SuperOffice; 0 for everybody else
    person_id: int = 0
    in_outlook: InOutlook = field(init=False, repr=False)
    _superoffice: InSuperOffice | None = field(init=False, repr=False, default=None)

    @property
    def in_superoffice(self) -> InSuperOffice:
        """What a user of SuperOffice does there. AssertionError for everybody else."""
        assert self._superoffice is not None, f"{self.key} has no SuperOffice"
        return self._superoffice


def assemble(company: Company) -> dict[str, Person]:
    """Everybody, by short name, each signed in wherever they have an account."""
    people: dict[str, Person] = {}
    for told in company.sandbox.world()["people"]:
        if told["kind"] != "user":
            continue
        user = told["superoffice"]
        person = people[told["key"]] = Person(
            told["key"],
            told["name"],
            told["address"],
            tuple(told["addresses"]),
            user["associate_id"] if user else 0,
            user["person_id"] if user else 0,
        )
        person.in_outlook = InOutlook(Outlook(company.sandbox.graph_session(person.key)), person, company)
        if user:
            diary = Diary(company.sandbox.superoffice_session(person.key), person.associate_id)
            person._superoffice = InSuperOffice(diary, person, company)
    reader = people[LINKED[0]].in_superoffice
    for person in people.values():
        person.person_id = person.person_id or card_of(reader, person.address)
    return people


def card_of(reader: InSuperOffice, address: str) -> int:
    """The person card of an address, 0 when there is none."""
    answer = reader.diary.http.get(f"/v1/Person?$select=personId&$filter=email/emailAddress eq '{address}'")
    assert answer.ok, answer.text
    found = answer.json()["value"]
    return int(found[0]["PrimaryKey"]) if found else 0


def colleagues(people: dict[str, Person]) -> dict[str, Colleague]:
    """The linked ones as tests of single appointments know them."""
    return {
        key: Colleague(people[key].address, people[key].in_outlook.calendar, people[key].in_superoffice.diary)
        for key in LINKED
    }
