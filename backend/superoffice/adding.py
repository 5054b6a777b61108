"""One new person in SuperOffice, with the source of what is known of him (contracts/superoffice.md §4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from backend.superoffice import archive
from backend.superoffice.client import ApiError, Client

#: what may be stored of a person, on which ground, and who said so, by SuperOffice's own keys: for sales and
#: service, a legitimate interest, entered by a user
_PRIVACY: Final = {"ConsentPurposeKey": "STORE", "LegalBaseKey": "61F", "ConsentSourceKey": "USER"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody whom a user adds."""

    first_name: str
    last_name: str
    address: str
    #: his company; 0 for none
    company_id: int = 0


def add_company(client: Client, name: str) -> int:
    """The number of a new company. Raises SideError, ApiError, ConnectionLost."""
    return _made(client.call("POST", "v1/Contact", body={"Name": name}).data, "ContactId")


def add_person(client: Client, person: NewPerson) -> int:
    """The number of a new person. Raises SideError, ApiError, ConnectionLost."""
    entity: dict[str, Any] = {
        "Firstname": person.first_name,
        "Lastname": person.last_name,
        "Emails": [{"Value": person.address}],
        "Consents": [_PRIVACY],
    }
    if person.company_id:
        entity["Contact"] = {"ContactId": person.company_id}
    return _made(client.call("POST", "v1/Person", body=entity).data, "PersonId")


def _made(entity: Any, key: str) -> int:
    number = archive.identity(entity, key) if isinstance(entity, dict) else 0
    if not number:
        raise ApiError(502, "MalformedAnswer")
    return number
