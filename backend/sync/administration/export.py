"""The state of every mailbox as a table for a spreadsheet, in CSV and in XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from openpyxl import Workbook

from backend.sync.administration.status import Status

HEADINGS = (
    "address", "name", "SuperOffice user", "state", "sentence", "what to do", "last run", "outcome", "next run",
    "linked", "skipped", "parked", "deletions that wait", "invitations that wait", "to repair",
)  # fmt: skip
#: a cell that begins with one of these would be worked out as a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int


def rows(statuses: Iterable[Status]) -> list[tuple[Cell, ...]]:
    """The table without its headings. Moments are in UTC."""
    return [_row(one) for one in statuses]


def as_csv(statuses: Iterable[Status]) -> str:
    """The table as CSV (RFC 4180), with the mark by which spreadsheets know UTF-8."""
    stream = io.StringIO()
    stream.write("\ufeff")
    writer = csv.writer(stream)
    writer.writerows([HEADINGS, *rows(statuses)])
    return stream.getvalue()


def as_xlsx(statuses: Iterable[Status]) -> bytes:
    """The table as an Excel workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("mailboxes")
    sheet.freeze_panes = "A2"
    for row in [HEADINGS, *rows(statuses)]:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _row(one: Status) -> tuple[Cell, ...]:
    mailbox, run = one.mailbox, one.last_run
    cells: Sequence[Cell] = (
        mailbox.address, mailbox.name, mailbox.associate_id, one.state, one.words.sentence, one.words.remedy,
        _moment(run.began_at if run else None), run.outcome if run else "", _moment(one.next_run),
        one.items.linked, one.items.skipped.total(), one.items.parked, one.held_deletions,
        one.held_invitations, one.to_repair,
    )  # fmt: skip
    return tuple(_harmless(cell) if isinstance(cell, str) else cell for cell in cells)


def _harmless(text: str) -> str:
    """Text that a spreadsheet shows and neither works out nor chokes on."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return f"'{printable}" if text.startswith(_FORMULA) else printable


def _moment(when: datetime | None) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if when else ""
