"""Which calendar a gateway works for, and what it knows of the mailbox around it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """One calendar of one mailbox."""

    #: below the version, "/me/calendar"
    path: str
    #: identifies the organisation in back pointers
    context: str
    #: put on what we create; "" for none
    category: str = ""
    #: the mailbox's own, IANA
    home_zone: str = "UTC"
    #: it is the calendar that Outlook makes from contacts
    birthdays: bool = False
    #: every address of the mailbox, case-folded
    own: frozenset[str] = frozenset()

    @property
    def events(self) -> str:
        """Where its events are listed and created."""
        return f"{self.path}/events"
