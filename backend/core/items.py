"""The neutral item: an appointment as both systems mean it, independent of either wire format."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import asdict

from backend.core.values import Told, replace


class Side(StrEnum):
    """One of the two systems (spec/product.md: words)."""

    SUPEROFFICE = "superoffice"
    CALENDAR = "calendar"

    @property
    def other(self) -> Side:
        """The opposite side."""
        return Side.CALENDAR if self is Side.SUPEROFFICE else Side.SUPEROFFICE


class Kind(StrEnum):
    """What an item is; each kind passes through the engine by itself."""

    APPOINTMENT = "appointment"
    TASK = "task"


class Busy(StrEnum):
    """How an appointment counts in free/busy. SuperOffice knows only free and busy."""

    FREE = "free"
    TENTATIVE = "tentative"
    BUSY = "busy"
    OUT_OF_OFFICE = "oof"
    ELSEWHERE = "workingElsewhere"


class Importance(StrEnum):
    """Priority of an item."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Timed(Told, frozen=True):
    """A stretch of time. Two spans are equal when their instants are; the zone is for showing."""

    beside = ("zone",)

    #: aware, UTC, whole seconds
    start: datetime
    #: aware, UTC, whole seconds, not before start
    end: datetime
    #: IANA name of the zone in which a person entered it
    zone: str = "UTC"


class AllDay(Struct, frozen=True):
    """Whole days, both inclusive, without a zone."""

    first: date
    last: date


Span = Timed | AllDay


class Answer(StrEnum):
    """What somebody said to an invitation. T of spec/scenarios.md is NONE or TENTATIVE."""

    NONE = "none"
    TENTATIVE = "tentative"
    ACCEPTED = "accepted"
    DECLINED = "declined"


#: what nobody says by merely having seen an invitation
FIRM: Final = (Answer.ACCEPTED, Answer.DECLINED)


class Role(StrEnum):
    """As what somebody is invited."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    RESOURCE = "resource"


class Guest(Told, frozen=True, kw_only=True):
    """Somebody who is invited, or who invites."""

    beside = ("alias", "company")

    #: e-mail address, case-folded; "" where SuperOffice knows none
    address: str
    name: str = ""
    role: Role = Role.REQUIRED
    answer: Answer = Answer.NONE
    #: a user of SuperOffice, who has a row of the booking and decides the own answer there
    is_user: bool = False
    #: the address by which the calendar calls the person, where it is another; "" else
    alias: str = ""
    #: name of the company that the card stands under; "" for none or not told
    company: str = ""


class Meeting(Struct, frozen=True, kw_only=True):
    """What an appointment has beyond its fields when several people take part."""

    #: who invited; None where the owner of this mailbox did
    organiser: Guest | None = None
    #: everybody else who is invited, by address; neither the organiser nor the owner of this mailbox
    guests: tuple[Guest, ...] = ()
    #: the own answer of the mailbox's owner; ACCEPTED where he organises
    answer: Answer = Answer.ACCEPTED
    #: the organiser has cancelled it; what is left waits to be cleared away
    cancelled: bool = False

    @property
    def is_own(self) -> bool:
        """Whether the owner of this mailbox organises it."""
        return self.organiser is None


#: an appointment with nobody else
ALONE = Meeting()


class Concerns(Struct, frozen=True, kw_only=True):
    """What SuperOffice knows of an appointment beyond what travels. Texts are of one line, "" for none."""

    #: entry of the list of types; 0 for none
    type_id: int = 0
    #: the type's name by language, "en"; "" for a name that is the same in all. The first one stands for the rest
    type_names: tuple[tuple[str, str], ...] = ()
    company: str = ""
    department: str = ""
    person: str = ""
    #: their cards; 0 for none
    company_id: int = 0
    person_id: int = 0

    def type_name(self, language: str = "") -> str:
        """The type's name in a language, "en-US", else the first that there is."""
        names = dict(self.type_names)
        tag = language.partition("-")[0].lower()
        wanted = "no" if tag in ("nb", "nn") else tag
        return names.get(wanted) or next(iter(names.values()), "")


class Customer(Struct, frozen=True):
    """The cards that an appointment of SuperOffice is about; 0 for none."""

    person_id: int
    company_id: int = 0


class Chosen(Struct, frozen=True):
    """What SuperOffice's row is to concern because somebody said so; None leaves it as it is, 0 takes it away."""

    type_id: int | None = None
    company_id: int | None = None
    person_id: int | None = None
    project_id: int | None = None
    sale_id: int | None = None

    def over(self, earlier: Chosen | None) -> Chosen:
        """What was chosen *earlier*, with this over it."""
        said = {name: value for name, value in asdict(self).items() if value is not None}
        return replace(earlier or Chosen(), **said)


class Appointment(Told, frozen=True, kw_only=True):
    """One appointment, meeting or occurrence of a series. Texts are canonical: see core.text."""

    beside = ("listed", "customer", "concerns", "chosen")

    title: str
    #: canonical HTML subset, "" for none
    body: str = ""
    place: str = ""
    span: Span
    busy: Busy = Busy.BUSY
    private: bool = False
    importance: Importance = Importance.NORMAL
    #: minutes before the start; None for no alarm
    alarm: int | None = None
    #: address by which people join an online meeting; the calendar's own, which SuperOffice keeps as a link
    join_url: str = ""
    #: the calendar's own labels; they never travel
    categories: tuple[str, ...] = ()
    #: in SuperOffice who takes part, a line each; in the calendar those whom the text lists
    listed: tuple[str, ...] = ()
    meeting: Meeting = ALONE
    #: whom SuperOffice's row is to concern where it concerns nobody; only of an item that is to be written there
    customer: Customer | None = None
    #: SuperOffice's own; of an item that is to be made there, its type. None where nothing is known of it
    concerns: Concerns | None = None
    #: what somebody chose by hand; only of an item that is to be written to SuperOffice
    chosen: Chosen | None = None

    @property
    def guests(self) -> tuple[Guest, ...]:
        """Who is invited besides the organiser and the owner of this mailbox."""
        return self.meeting.guests

    @property
    def answer(self) -> Answer:
        """The own answer of the mailbox's owner."""
        return self.meeting.answer


class Task(Told, frozen=True, kw_only=True):
    """One to-do: work with a deadline, without a time in the diary. Texts are canonical: see core.text."""

    beside = ("done_on", "type_id")

    title: str
    #: canonical HTML subset, "" for none
    body: str = ""
    #: whole days without a zone
    due: date | None = None
    start: date | None = None
    completed: bool = False
    importance: Importance = Importance.NORMAL
    #: when to be reminded, aware UTC, whole minutes; None for no alarm
    reminder: datetime | None = None
    #: visible for the owner only; To Do has no such thing
    private: bool = False
    #: the day on which it was completed, as far as the side tells; it never travels
    done_on: date | None = None
    #: entry of SuperOffice's list of types; 0 where it is not told
    type_id: int = 0
    #: the calendar's own labels; they never travel
    categories: tuple[str, ...] = ()


#: what passes through the engine
Item = Appointment | Task


def kind_of(item: Item) -> Kind:
    """The kind of an item."""
    return Kind.TASK if isinstance(item, Task) else Kind.APPOINTMENT


class Window(Struct, frozen=True):
    """The dates that are kept in sync, first day inclusive, last day exclusive."""

    first: date
    last: date

    def has(self, day: date | None) -> bool:
        """Whether *day* lies inside."""
        return day is not None and self.first <= day < self.last

    @classmethod
    def around(cls, today: date, back_days: int = 7, ahead_days: int = 180) -> Window:
        """The window of a day (spec/preferences.md: window_back_days, window_ahead_days)."""
        return cls(today - timedelta(days=back_days), today + timedelta(days=ahead_days))

    def touches(self, span: Span) -> bool:
        """Whether any part of *span* lies inside."""
        match span:
            case AllDay(first, last):
                return first < self.last and last >= self.first
            case Timed(start, end):
                return start.date() < self.last and end.date() >= self.first
