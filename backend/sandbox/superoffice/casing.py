"""Reading what clients send: property names in any case, enums by name or number, both ways to write durations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from backend.sandbox.superoffice.routing import bad_request

_CLOCK = re.compile(r"^(-)?(?:(\d+)\.)?(\d+):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?$")
_ISO = re.compile(r"^(-)?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$")


class Fields:
    """A JSON object whose properties are found in any case; *path* names it in errors."""

    def __init__(self, value: Mapping[str, Any], path: str = "") -> None:
        self._values = {str(name).lower(): item for name, item in value.items()}
        self.path = path

    @classmethod
    def of(cls, value: Any, path: str = "") -> Fields:
        """The object *value*; empty for null. Raises SuperOfficeError 400 for anything else."""
        if value is None:
            return cls({}, path)
        if not isinstance(value, dict):
            raise bad_request(f"{path or 'body'}: an object is expected")
        return cls(value, path)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._values

    def __bool__(self) -> bool:
        return bool(self._values)

    def names(self) -> list[str]:
        """The properties present, in lower case."""
        return list(self._values)

    def get(self, name: str) -> Any:
        """The value as sent; None when absent."""
        return self._values.get(name.lower())

    def where(self, name: str) -> str:
        """The full name of a property, for errors."""
        return f"{self.path}.{name}" if self.path else name

    def nested(self, name: str) -> Fields:
        """An object inside; empty when absent or null."""
        return Fields.of(self.get(name), self.where(name))

    def items(self, name: str) -> list[Fields]:
        """A list of objects inside; empty when absent or null."""
        value = self.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise bad_request(f"{self.where(name)}: a list is expected")
        return [Fields.of(item, f"{self.where(name)}[{place}]") for place, item in enumerate(value)]

    def numbers(self, name: str) -> list[int]:
        """A list of integers inside; empty when absent or null."""
        return read_ids(self.get(name), self.where(name))

    def text(self, name: str, longest: int = 0) -> str:
        """A string; empty when absent or null. Raises SuperOfficeError 400 when longer than *longest*."""
        value = self.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise bad_request(f"{self.where(name)}: text is expected")
        if longest and len(value) > longest:
            raise bad_request(f"{self.where(name)}: longer than {longest} characters")
        return value

    def number(self, name: str) -> int:
        """An integer; 0 when absent or null. Digits in a string count."""
        value = self.get(name)
        if value is None:
            return 0
        return read_int(value, self.where(name))

    def flag(self, name: str) -> bool:
        """A boolean; false when absent or null."""
        value = self.get(name)
        if value is None:
            return False
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        if not isinstance(value, bool):
            raise bad_request(f"{self.where(name)}: true or false is expected")
        return value

    def enum(self, name: str, names: Mapping[int, str]) -> int:
        """An enumeration by name or number; 0 when absent or null."""
        value = self.get(name)
        return 0 if value is None else read_enum(value, names, self.where(name))

    def flags(self, name: str, names: Mapping[int, str]) -> int:
        """A set of flags: a number, or names separated by commas; 0 when absent or null."""
        value = self.get(name)
        if isinstance(value, str) and not value.strip().isdecimal():
            return sum(
                {read_enum(part.strip(), names, self.where(name)) for part in value.split(",") if part.strip()}
            )
        number = 0 if value is None else read_int(value, self.where(name))
        if number & ~sum(names):
            raise bad_request(f"{self.where(name)}: {number} is not a sum of {', '.join(names.values())}")
        return number

    def minutes(self, name: str) -> int:
        """A duration in whole minutes; 0 when absent or null."""
        value = self.get(name)
        return 0 if value is None else read_minutes(value, self.where(name))


def read_int(value: Any, field: str) -> int:
    """An integer, also as digits. Raises SuperOfficeError 400."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise bad_request(f"{field}: a number is expected")
    try:
        number = int(value)
    except (ValueError, OverflowError) as error:
        raise bad_request(f"{field}: {str(value)[:40]!r} is not a number") from error
    if abs(number) > 2**31 - 1:
        raise bad_request(f"{field}: {number} does not fit 32 bits")
    return number


def read_ids(value: Any, field: str) -> list[int]:
    """A list of integers; empty for null. Raises SuperOfficeError 400."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise bad_request(f"{field}: a list is expected")
    return [read_int(item, field) for item in value]


def read_enum(value: Any, names: Mapping[int, str], field: str) -> int:
    """The number behind a name (any case) or number of an enumeration. Raises SuperOfficeError 400."""
    if isinstance(value, str) and not value.strip().lstrip("-").isdecimal():
        wanted = value.strip().lower()
        for number, name in names.items():
            if name.lower() == wanted:
                return number
        raise bad_request(f"{field}: {value[:40]!r} is not one of {', '.join(names.values())}")
    number = read_int(value, field)
    if number not in names:
        raise bad_request(f"{field}: {number} is not one of {', '.join(names.values())}")
    return number


def read_minutes(value: Any, field: str) -> int:
    """A duration written "00:10:00", "1.00:00:00" or "PT10M" in whole minutes. Raises SuperOfficeError 400."""
    if isinstance(value, str):
        if match := _CLOCK.match(value.strip()):
            sign, days, hours, minutes, _ = match.groups()
            total = int(days or 0) * 1440 + int(hours) * 60 + int(minutes)
            return -total if sign else total
        if (match := _ISO.match(value.strip())) and value.strip() != "P":
            sign, weeks, days, hours, minutes, seconds = match.groups()
            total = (int(weeks or 0) * 7 + int(days or 0)) * 1440 + int(hours or 0) * 60 + int(minutes or 0)
            total += int(seconds or 0) // 60
            return -total if sign else total
    raise bad_request(f"{field}: {str(value)[:40]!r} is not a duration")


def show_minutes(minutes: int) -> str:
    """Minutes as .NET writes a duration: "00:10:00", from a day on "1.00:00:00"."""
    days, rest = divmod(minutes, 1440)
    text = f"{rest // 60:02}:{rest % 60:02}:00"
    return f"{days}.{text}" if days else text


def show_flags(value: int, names: Mapping[int, str]) -> str:
    """A set of flags as names separated by commas."""
    return ", ".join(name for number, name in names.items() if number and value & number) or names.get(0, "")
