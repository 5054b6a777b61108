"""Answers to meetings of SuperOffice's own engine, which come by mail and meet no event in any calendar."""

from __future__ import annotations

from backend.ics.reading import read
from backend.ics.values import NotACalendar, Reply
from backend.store import database
from backend.store.mailboxes import ring
from backend.store.tables import Mailbox, Organisation
from backend.superoffice.ics_reply import apply_reply
from backend.superoffice.outcomes import questions_told
from backend.sync.service import Product


class AnswersNothing(Exception):
    """SuperOffice knows no meeting of this UID to which whoever answers is invited."""


def take_over(product: Product, mailbox: Mailbox, calendar: bytes) -> Reply:
    """Let SuperOffice note the answer in *calendar*, as the mailbox's user; the next run tells the calendar.

    Safe to repeat. Raises NotACalendar for whatever is no reply, AnswersNothing, SideError.
    """
    said = read(calendar)
    if not isinstance(said, Reply):
        raise NotACalendar("METHOD: it is no REPLY.")
    with database.session(product.engine) as work:
        organisation = work.get_one(Organisation, mailbox.organisation_id)
    with questions_told():
        noted = apply_reply(product.doors.superoffice(mailbox, organisation), said.address, calendar)
    if not noted:
        raise AnswersNothing(said.uid)
    with database.session(product.engine) as work, work.begin():
        ring(work, mailbox.id)
    return said
