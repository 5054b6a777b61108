"""The acts of which a history is made: what people do, what goes wrong, and when a mailbox is synced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from backend.core.fields import FieldName
from backend.core.items import AllDay, Appointment, Side, Span, Timed
from tests.chaos.meeting_acts import MeetingAct, Quiet
from tests.chaos.product_acts import ProductAct
from tests.chaos.series_acts import SeriesAct
from tests.chaos.trouble import Kill, Point


@dataclass(frozen=True, slots=True)
class Make:
    """A person makes an item on one side, or the same one on both."""

    who: str
    tag: int
    sides: tuple[Side, ...]
    #: one for each side; twins agree in title and time
    items: tuple[Appointment, ...]

    def __str__(self) -> str:
        where = " and ".join(self.sides)
        return f"{self.who} makes #{self.tag} in {where}: {_told(self.items[0])}"


@dataclass(frozen=True, slots=True)
class Edit:
    """A person gives one field another value."""

    who: str
    tag: int
    side: Side
    field: FieldName
    value: Any

    def __str__(self) -> str:
        return f"{self.who} sets {self.field} of #{self.tag} in {self.side} to {_value(self.value)}"


@dataclass(frozen=True, slots=True)
class Erase:
    """A person deletes an item."""

    who: str
    tag: int
    side: Side

    def __str__(self) -> str:
        return f"{self.who} deletes #{self.tag} in {self.side}"


@dataclass(frozen=True, slots=True)
class Copy:
    """A person copies an event in Outlook, which copies our extended properties with it."""

    who: str
    tag: int
    new_tag: int

    def __str__(self) -> str:
        return f"{self.who} copies #{self.tag} in calendar as #{self.new_tag}"


PersonAct = Make | Edit | Erase | Copy

#: what a person may do while a run goes on
CrossingAct = PersonAct | MeetingAct | SeriesAct


@dataclass(frozen=True, slots=True)
class Fault:
    """From the *number*-th request of the run on, *system* answers *count* requests with *kind*."""

    system: str
    kind: str
    count: int
    number: int

    def __str__(self) -> str:
        return f"{self.system} answers {self.kind} x{self.count} from request {self.number} on"


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """A person acts just before the *number*-th request or write of the run."""

    at: Point
    number: int
    act: CrossingAct

    def __str__(self) -> str:
        return f"before {self.at} {self.number} {self.act}"


@dataclass(frozen=True, slots=True)
class Stall:
    """Just before its *number*-th request or write, or after such a commit, the worker sleeps until its lease is
    over; another one runs the mailbox, once more after a person has acted, and then the first goes on."""

    at: Point
    number: int
    act: CrossingAct | None = None

    def __str__(self) -> str:
        when = "after" if self.at == "commit" else "before"
        meanwhile = f", {self.act}, and it runs again" if self.act else ""
        return f"asleep {when} {self.at} {self.number} while another worker runs{meanwhile}"


Trouble = Kill | Fault | Meanwhile | Stall


@dataclass(frozen=True, slots=True)
class Sync:
    """A run of one mailbox, with something that disturbs it."""

    who: str
    trouble: Trouble | None = None

    def __str__(self) -> str:
        return f"sync {self.who}" + (f", {self.trouble}" if self.trouble else "")


@dataclass(frozen=True, slots=True)
class Answer:
    """A worker runs a mailbox as long as it is rung, and leaves it alone when it is not."""

    who: str

    def __str__(self) -> str:
        return f"{self.who} is synced if rung"


Way = Literal["at once", "lost", "doubled", "late"]


@dataclass(frozen=True, slots=True)
class Notify:
    """From now on the notifications of what a person does arrive in this way; late ones after the next run."""

    who: str
    way: Way

    def __str__(self) -> str:
        return f"notifications of {self.who} come {self.way}"


@dataclass(frozen=True, slots=True)
class LoseLinks:
    """The link table of a mailbox is lost."""

    who: str

    def __str__(self) -> str:
        return f"the links of {self.who} are lost"


@dataclass(frozen=True, slots=True)
class Wait:
    """Time passes in both systems."""

    seconds: int

    def __str__(self) -> str:
        return f"{self.seconds} s pass"


Act = CrossingAct | ProductAct | Sync | Answer | Notify | LoseLinks | Wait | Quiet

#: appointments of one person each, meetings of several people, or series of one person each
Kind = Literal["items", "meetings", "series"]


@dataclass(frozen=True, slots=True)
class History:
    """Where it begins, and what happens."""

    seed: int
    #: private events of Outlook go to SuperOffice
    private: bool
    #: positions of the sandbox's switches that are not the default
    switches: tuple[tuple[str, str], ...]
    acts: tuple[Act, ...]
    kind: Kind = "items"

    def __str__(self) -> str:
        switches = ", ".join(f"{name}={position}" for name, position in self.switches) or "default"
        head = f"seed {self.seed}: private events {'on' if self.private else 'off'}; switches {switches}"
        return "\n".join([head, *(f"{number:4}  {act}" for number, act in enumerate(self.acts, 1))])


def _told(item: Appointment) -> str:
    marks = [_value(item.title), _value(item.span), item.busy.value, item.importance.value, f"alarm {item.alarm}"]
    return ", ".join(marks + (["private"] if item.private else []) + ([_value(item.body)] if item.body else []))


def _value(value: object) -> str:
    match value:
        case Timed() | AllDay():
            return _span(value)
        case str() if len(value) > 60:
            return f"{value[:40]!r}… ({len(value)} characters)"
        case str():
            return repr(str(value))
        case _:
            return str(value)


def _span(span: Span) -> str:
    match span:
        case Timed(start, end, zone):
            return f"{start:%d.%m. %H:%M}–{end:%d.%m. %H:%M} ({zone})"
        case AllDay(first, last):
            return f"all day {first:%d.%m.}–{last:%d.%m.}"
