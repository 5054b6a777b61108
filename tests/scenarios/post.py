"""The mails that left, held against those that the calendar system alone would have sent (invariant I6).

An act in Outlook: whatever left during the act itself is what the calendar system sends for it. An act in
SuperOffice sends nothing by itself; what it owes is worked out here and falls due with the next runs: an
invitation for each guest who has none, one update for each when anything real changed, one cancellation, one
reply for an answer. Several acts between two runs owe what their sum owes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.sandbox_client import SandboxClient

if TYPE_CHECKING:
    from tests.scenarios.cast import Person
    from tests.scenarios.meeting import Meeting
    from tests.scenarios.shown import Names

#: system, from, to, method; people by short name
Letter = tuple[str, str, str, str]
#: a meeting, or one occurrence of it
Part = tuple["Meeting", int | None]
#: whose answer to which occurrence of which meeting
Asked = tuple["Meeting", str, int | None]


@dataclass
class Post:
    """The ledger of a company's mails."""

    sandbox: SandboxClient
    names: Names
    owed: Counter[Letter] = field(default_factory=Counter)
    #: guests who hold an invitation, by meeting
    _invited: dict[Meeting, set[str]] = field(default_factory=dict)
    #: meetings or occurrences changed in SuperOffice by their organiser, and those called off there
    _changed: set[Part] = field(default_factory=set)
    _called_off: set[Part] = field(default_factory=set)
    #: answers given in SuperOffice, the last one counts
    _answers: dict[Asked, tuple[str, str]] = field(default_factory=dict)
    #: what organisers have been told
    _told: dict[Asked, str] = field(default_factory=dict)
    #: answered in Outlook, or moved there, since the last runs: what SuperOffice then says is void
    _settled_in_outlook: set[Asked] = field(default_factory=set)
    _moved_in_outlook: set[Meeting] = field(default_factory=set)

    def sent(self) -> Counter[Letter]:
        """Every mail that left."""
        name = self.names.of_address
        return Counter(
            (mail["system"], name(mail["sender"]), name(mail["to"]), mail["method"])
            for mail in self.sandbox.mail()
        )

    @contextmanager
    def of_outlook(self) -> Iterator[None]:
        """What leaves meanwhile is the calendar system's own."""
        before = self.sent()
        yield
        self.owed += self.sent() - before

    # -- acts in Outlook

    def invited(self, meeting: Meeting) -> None:
        """The organiser's Outlook has invited everybody."""
        self._invited[meeting] = {guest.key for guest in meeting.guests}

    def answered(self, meeting: Meeting, person: Person, answer: str, occurrence: int | None) -> None:
        """Somebody has answered in Outlook: that counts, whatever SuperOffice says."""
        asked = (meeting, person.key, occurrence)
        self._told[asked] = answer
        self._settled_in_outlook.add(asked)
        self._answers.pop(asked, None)

    def moved(self, meeting: Meeting) -> None:
        """The organiser gave it another time in Outlook: answers to the old time are void."""
        self._moved_in_outlook.add(meeting)
        self._forget_answers(meeting)

    # -- acts in SuperOffice

    def owes_invitations(self, meeting: Meeting) -> None:
        """The organiser made it in SuperOffice, or invited more people there."""
        self._invited.setdefault(meeting, set())

    def owes_update(self, meeting: Meeting, occurrence: int | None = None, *, moved: bool = False) -> None:
        """The organiser changed something real in SuperOffice."""
        self._changed.add((meeting, occurrence))
        if moved:
            self._forget_answers(meeting)

    def owes_cancellation(self, meeting: Meeting, occurrence: int | None = None) -> None:
        """The organiser deleted it in SuperOffice."""
        self._called_off.add((meeting, occurrence))

    def owes_reply(self, meeting: Meeting, person: Person, answer: str, occurrence: int | None) -> None:
        """A guest answered in SuperOffice."""
        asked = (meeting, person.key, occurrence)
        if asked not in self._settled_in_outlook and meeting not in self._moved_in_outlook:
            self._answers[asked] = (answer, meeting.organiser.key)

    # -- runs

    def falls_due(self) -> None:
        """The mailboxes run: what SuperOffice's users did is told now."""
        for meeting, invited in list(self._invited.items()):
            guests = {guest.key for guest in meeting.guests}
            if (meeting, None) in self._called_off:
                self._owe(meeting, invited, "CANCEL")
                del self._invited[meeting]
                continue
            for method, parts in (("REQUEST", self._changed - self._called_off), ("CANCEL", self._called_off)):
                for _ in (part for part in parts if part[0] is meeting):
                    self._owe(meeting, invited & guests, method)
            self._owe(meeting, guests - invited, "REQUEST")
            self._owe(meeting, invited - guests, "CANCEL")
            self._invited[meeting] = guests
        for asked, (answer, organiser) in self._answers.items():
            if self._told.get(asked) != answer:
                self._told[asked] = answer
                self.owed["graph", asked[1], organiser, "REPLY"] += 1
        for pending in (
            self._changed, self._called_off, self._answers, self._settled_in_outlook, self._moved_in_outlook,
        ):  # fmt: skip
            pending.clear()

    def _owe(self, meeting: Meeting, guests: set[str], method: str) -> None:
        for guest in guests:
            self.owed["graph", meeting.organiser.key, guest, method] += 1

    def _forget_answers(self, meeting: Meeting) -> None:
        for kept in (self._answers, self._told):
            for asked in [asked for asked in kept if asked[0] is meeting]:
                del kept[asked]

    def judge(self) -> None:
        """I6: nothing left that the calendar system alone would not have sent, and nothing is missing."""
        sent = self.sent()
        too_many, missing = sent - self.owed, self.owed - sent
        assert not too_many and not missing, (
            f"I6: mails too many: {dict(too_many)}; mails missing: {dict(missing)}"
        )
