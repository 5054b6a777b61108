"""What a pass over the persons of one mailbox works with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from backend.core.person_marks import PersonMarker
from backend.core.person_sides import ContactGateway, PersonSource
from backend.sync.desk import Desk

#: after this long a card and a reason are read again although nothing told of a change: telephone numbers, rights
#: and restored persons have no stamp that is documented (contracts/superoffice.md §6)
READ_AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PersonSides:
    """Both sides of a mailbox for persons."""

    superoffice: PersonSource
    calendar: ContactGateway


@dataclass(frozen=True, slots=True)
class Table:
    """The desk of the run, with what persons need beside it."""

    desk: Desk
    sides: PersonSides
    marker: PersonMarker
