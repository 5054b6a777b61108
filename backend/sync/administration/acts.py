"""Who administrates, what is refused, and the log of what was done."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args
from uuid import UUID

from sqlmodel import Session

from backend.core.catalogues import Words
from backend.core.languages import DEFAULT
from backend.store.tables import Act, Organisation
from backend.sync.administration.words import words

#: codes of what the log holds
What = Literal[
    "link", "pause", "resume", "unlink", "relink", "connect_mail", "confirm_deletions", "confirm_invitations",
    "repair", "profile", "erase",
]  # fmt: skip
WHATS: tuple[What, ...] = get_args(What)


@dataclass(frozen=True, slots=True)
class Administrator:
    """An organisation's administrator, or the operator on the command line."""

    organisation_id: UUID
    #: as the log names them
    name: str


def operator(organisation: Organisation) -> Administrator:
    """Whoever types commands on the machine, as administrator of the organisation."""
    return Administrator(organisation.id, f"{getpass.getuser()} on the command line")


class Refused(Exception):
    """An act that cannot be done now; `refused.<code>` says why."""

    def __init__(self, code: str, *, field: str = "", **put_in: str) -> None:
        #: stable, for programs
        self.code = code
        #: the part of the request that is wrong; empty where the state is in the way
        self.field = field
        self._put_in = put_in
        super().__init__(self.words().sentence)

    def words(self, language: str = DEFAULT) -> Words:
        """Sentence and remedy for an administrator."""
        return words(f"refused.{self.code}", language, **self._put_in)


def record(
    session: Session,
    by: Administrator,
    what: What,
    whom: str = "",
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write an act down, in the transaction that carries it out. *whom*: address of the mailbox."""
    session.add(
        Act(
            organisation_id=by.organisation_id,
            at=datetime.now(UTC),
            who=by.name,
            what=what,
            whom=whom,
            before=before or {},
            after=after or {},
        )
    )
