"""Calendar text taken apart into components and properties (RFC 5545 §3.1, RFC 6868).

The icalendar library is not used for reading: it evaluates the zones that a stranger sends, and keeps them under
their names for every later calendar of the process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from backend.ics.values import NotACalendar

#: bytes; the largest meeting with hundreds of attendees has a tenth of it
SIZE_LIMIT = 1_000_000
_FOLD = re.compile(r"(?:\r\n|\n|\r)[ \t]")
_BREAK = re.compile(r"\r\n|\n|\r")
_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)')
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:])*)')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CARET = re.compile(r"\^([n'^])")
_CARETS = {"n": "\n", "'": '"', "^": "^"}


@dataclass(frozen=True, slots=True)
class Property:
    """One content line."""

    #: upper case
    name: str
    parameters: dict[str, str]
    #: as written, still escaped
    value: str

    @property
    def text(self) -> str:
        """The value of a property of type TEXT."""
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)

    @property
    def line(self) -> str:
        """The content line again."""
        parameters = "".join(f';{name}="{value}"' for name, value in self.parameters.items())
        return f"{self.name}{parameters}:{self.value}"


@dataclass(slots=True)
class Component:
    """BEGIN to END."""

    name: str
    properties: list[Property] = field(default_factory=list)
    components: list[Component] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        """Every property of a name."""
        return [one for one in self.properties if one.name == name]

    def first(self, name: str) -> Property | None:
        """The first property of a name."""
        return next((one for one in self.properties if one.name == name), None)

    def text(self, name: str) -> str:
        """The text of the first property of a name, "" when there is none."""
        found = self.first(name)
        return found.text if found else ""

    def parts(self, name: str) -> list[Component]:
        """The components of a name right inside."""
        return [one for one in self.components if one.name == name]


def parse(data: bytes) -> Component:
    """The one VCALENDAR in *data*. Lines that are no content lines are passed over. Raises NotACalendar."""
    if len(data) > SIZE_LIMIT:
        raise NotACalendar(f"VCALENDAR: it has more than {SIZE_LIMIT} bytes.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotACalendar("VCALENDAR: it is not UTF-8.") from error
    root = Component("")
    stack = [root]
    for said in _properties(text):
        if said.name == "BEGIN":
            inner = Component(said.value.strip().upper())
            stack[-1].components.append(inner)
            stack.append(inner)
        elif said.name == "END":
            if len(stack) == 1 or stack.pop().name != said.value.strip().upper():
                raise NotACalendar("END: it closes something else than what is open.")
        else:
            stack[-1].properties.append(said)
    if len(stack) > 1:
        raise NotACalendar(f"{stack[-1].name[:40]}: it is not closed.")
    calendars = root.parts("VCALENDAR")
    if len(calendars) != 1:
        raise NotACalendar(f"VCALENDAR: there must be one, not {len(calendars)}.")
    return calendars[0]


def _properties(text: str) -> Iterator[Property]:
    for line in _BREAK.split(_FOLD.sub("", text)):
        if found := _LINE.fullmatch(line):
            named = {name.upper(): _parameter(value) for name, value in _PARAMETER.findall(found[2])}
            yield Property(found[1].upper(), named, found[3])


def _parameter(value: str) -> str:
    return _CARET.sub(lambda found: _CARETS[found[1]], value.strip('"'))
