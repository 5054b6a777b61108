"""Splits a calendar file into components by line, so that a broken one costs nothing but itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from backend.sandbox.ics.lines import Line
from backend.sandbox.ics.report import Report

#: components that stand in a calendar on their own
_TOP = frozenset({"VEVENT", "VTIMEZONE", "VTODO", "VJOURNAL", "VFREEBUSY", "VCALENDAR", "VAVAILABILITY"})


@dataclass(slots=True)
class Block:
    """One component with all its lines, BEGIN and END included."""

    name: str
    lines: list[Line]
    #: number of the calendar in the file, from 1
    calendar: int
    #: iTIP method of that calendar in upper case
    method: str = ""

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.lines[0].number

    @property
    def text(self) -> str:
        """As a calendar file writes it."""
        return "\r\n".join(line.text for line in self.lines) + "\r\n"

    def inner(self) -> tuple[Block, list[Block]]:
        """The component without those inside it, and those."""
        own: list[Line] = []
        inside: list[list[Line]] = []
        depth = 0
        for line in self.lines:
            depth += line.name == "BEGIN"
            if depth < 2:
                own.append(line)
            elif depth == 2 and line.name == "BEGIN":
                inside.append([line])
            else:
                inside[-1].append(line)
            depth -= line.name == "END"
        parts = [Block(lines[0].value.upper(), lines, self.calendar, self.method) for lines in inside]
        return Block(self.name, own, self.calendar, self.method), parts

    def value(self, name: str) -> str:
        """The raw value of the first property called *name*, "" when there is none."""
        return next((line.value for line in self.lines if line.name == name), "")

    def line_of(self, name: str) -> int:
        """Where the first property called *name* is, else where the block begins."""
        return next((line.number for line in self.lines if line.name == name), self.line)


@dataclass(slots=True)
class Blocks:
    """The components of a file."""

    events: list[Block] = field(default_factory=list)
    zones: list[Block] = field(default_factory=list)


def split(lines: Iterable[Line], report: Report) -> Blocks:
    """Sort *lines* into components; what is broken or no event is noted in *report*."""
    splitter = _Splitter(report)
    for line in lines:
        splitter.take(line)
    splitter.end_of_file()
    return splitter.blocks


class _Splitter:
    def __init__(self, report: Report) -> None:
        self.blocks = Blocks()
        self._report = report
        self._calendar = 0
        self._method = ""
        self._block: Block | None = None
        #: names of the open components, the block's first
        self._open: list[str] = []
        self._is_known = False

    def take(self, line: Line) -> None:
        name, value = line.name, line.value.upper()
        if name == "BEGIN" and value in _TOP:
            self._begin(line, value)
        elif self._block is None:
            if name == "METHOD":
                self._method = value
        elif name == "END":
            self._end(line, value)
        elif not line.is_readable:
            self._report.warn(line.number, self._uid(), "The line is not of the form NAME:value and is left out.")
        else:
            if name == "BEGIN":
                self._open.append(value)
            self._block.lines.append(line)

    def end_of_file(self) -> None:
        self._abandon("The file ends inside it.")
        self._report.is_calendar = self._is_known

    def _begin(self, line: Line, name: str) -> None:
        self._abandon(f"It is not closed before line {line.number} begins the next.")
        self._is_known = True
        if name == "VCALENDAR":
            self._calendar += 1
            self._method = ""
        else:
            self._block = Block(name, [line], self._calendar, self._method)
            self._open = [name]

    def _end(self, line: Line, name: str) -> None:
        assert self._block is not None
        if name not in self._open:
            if name == "VCALENDAR":
                self._abandon(f"It is not closed before the calendar ends in line {line.number}.")
            return
        while (inner := self._open.pop()) != name:
            self._report.warn(line.number, self._uid(), f"{inner} is not closed before {name} ends.")
            self._block.lines.append(Line(line.number, f"END:{inner}"))
        self._block.lines.append(line)
        if not self._open:
            self._close(self._block)
            self._block = None

    def _close(self, block: Block) -> None:
        if block.name == "VEVENT":
            self.blocks.events.append(block)
        elif block.name == "VTIMEZONE":
            self.blocks.zones.append(block)
        else:
            self._report.ignored[block.name] += 1

    def _abandon(self, reason: str) -> None:
        if self._block and self._block.name == "VEVENT":
            self._report.skip(self._block.line, self._uid(), f"The event is broken off. {reason}")
        elif self._block:
            self._report.warn(self._block.line, "", f"{self._block.name} is broken off. {reason}")
        self._block, self._open = None, []

    def _uid(self) -> str:
        return self._block.value("UID") if self._block else ""
