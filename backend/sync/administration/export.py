"""The state of every mailbox as a table for a spreadsheet, in CSV and in XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from backend.core.languages import DEFAULT
from backend.sync.administration.status import Status

HEADINGS = (
    "address", "name", "SuperOffice user", "state", "sentence", "what to do", "last run", "outcome", "next run",
    "linked", "skipped", "parked", "deletions that wait", "invitations that wait", "to repair",
)  # fmt: skip
#: a cell that begins with one of these would be worked out as a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

#: the widest column, in characters
_WIDEST = 60

Cell = str | int | datetime


def rows(statuses: Iterable[Status], language: str = DEFAULT) -> list[tuple[Cell, ...]]:
    """The table without its headings. Moments are in UTC."""
    return [_row(one, language) for one in statuses]


def as_csv(statuses: Iterable[Status], language: str = DEFAULT) -> str:
    """The table as CSV (RFC 4180), with the mark by which spreadsheets know UTF-8."""
    stream = io.StringIO()
    stream.write("\ufeff")
    writer = csv.writer(stream)
    writer.writerows([HEADINGS, *rows(statuses, language)])
    return stream.getvalue()


def as_xlsx(statuses: Iterable[Status], language: str = DEFAULT) -> bytes:
    """The table as an Excel workbook."""
    table = [HEADINGS, *rows(statuses, language)]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("mailboxes")
    sheet.freeze_panes = "A2"
    for number, column in enumerate(zip(*table, strict=True), 1):
        widest = max(len(str(cell)) for cell in column)
        sheet.column_dimensions[get_column_letter(number)].width = min(widest, _WIDEST) + 2
    for row in table:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _row(one: Status, language: str) -> tuple[Cell, ...]:
    mailbox, run, said = one.mailbox, one.last_run, one.words(language)
    cells: Sequence[Cell] = (
        mailbox.address, mailbox.name, mailbox.associate_id, one.state, said.sentence, said.remedy,
        _moment(run.began_at if run else None), run.outcome if run else "", _moment(one.next_run),
        one.items.linked, one.items.skipped.total(), one.items.parked, one.held_deletions,
        one.held_invitations, one.to_repair,
    )  # fmt: skip
    return tuple(_harmless(cell) if isinstance(cell, str) else cell for cell in cells)


def _harmless(text: str) -> str:
    """Text that a spreadsheet shows and neither works out nor chokes on."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return f"'{printable}" if text.startswith(_FORMULA) else printable


def _moment(when: datetime | None) -> Cell:
    """A moment in UTC; spreadsheets know no zones."""
    return when.astimezone(UTC).replace(microsecond=0, tzinfo=None) if when else ""
