"""The users of an organisation: who may have a diary, and by which address (contracts/superoffice.md §2.4, §4)."""

from __future__ import annotations

from dataclasses import dataclass

from backend.core.items import Side
from backend.core.sides import Unavailable
from backend.superoffice import archive
from backend.superoffice.archive import DYNAMIC
from backend.superoffice.client import ApiError, Client
from backend.superoffice.directory import Cards

_ID, _PERSON, _LOGIN, _TOOLTIP = (f"associate.{name}" for name in ("associate_id", "person_id", "name", "tooltip"))
#: employees in use; resources and customers with a sign-in are associates too
_IN_USE = "associate.type = 0 and associate.deleted = 0"


@dataclass(frozen=True, slots=True)
class User:
    """An employee with a sign-in to SuperOffice."""

    associate_id: int
    #: as others see it; the sign-in name where the user has no card
    name: str
    #: first e-mail address of the card, lower case; "" for none
    address: str


def active_users(client: Client) -> list[User]:
    """Everybody who may have a diary, by name. Raises SideError."""
    try:
        pages = archive.walk(client, DYNAMIC, (_PERSON, _LOGIN, _TOOLTIP), _IN_USE, _ID)
        rows = [row for page in pages for row in page.rows]
        cards = Cards(client).of_persons(archive.integer(row, _PERSON) for row in rows)
    except ApiError as error:
        detail = f"{error.status} {error.kind}"
        raise Unavailable(Side.SUPEROFFICE, "superoffice.users", detail=detail) from error
    users = []
    for row in rows:
        card = cards.get(archive.integer(row, _PERSON))
        name = (card.name if card else "") or str(row.get(_TOOLTIP) or row.get(_LOGIN) or "")
        users.append(User(archive.integer(row, _ID), name, card.address if card else ""))
    return sorted(users, key=lambda user: (user.name.casefold(), user.associate_id))
