"""What the caller may choose from in both systems, asked on behalf of the mailbox."""

from __future__ import annotations

from flask import current_app

from backend.api.context import product, transaction
from backend.api.language import language
from backend.store.tables import Mailbox, Organisation
from backend.sync.choice_memory import ChoiceMemory
from backend.sync.choices import MailboxChoices


def live_choices(own: Mailbox, *, afresh: bool = False) -> MailboxChoices:
    """The choices of a mailbox, in the caller's language; nothing is asked before a choice is needed.

    *afresh*: answers of a minute ago do not count.
    """
    with transaction() as work:
        organisation = work.get_one(Organisation, own.organisation_id)
    return MailboxChoices(product().doors, own, organisation, ChoiceMemory() if afresh else _memory(), language())


def _memory() -> ChoiceMemory:
    """The application's memory, one a process."""
    found = current_app.extensions.setdefault(ChoiceMemory.__name__, ChoiceMemory())
    assert isinstance(found, ChoiceMemory)
    return found
