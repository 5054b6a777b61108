"""Chosen values that a system no longer has: looked for now and then, remembered with the mailbox, and told.

A quiet run asks nothing: the systems are asked once a day, after preferences changed, and after a run that one of
them refused something or could not carry out.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Engine

from backend.core.choices import LiveChoices, Refusal
from backend.core.preference_kinds import Wrong
from backend.core.preference_values import Gone, plain, resolve
from backend.core.preferences import CATALOGUE, Preference
from backend.core.reasons import Reason
from backend.core.report import Report
from backend.core.sides import SideError
from backend.core.words import Phrase
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation

log = logging.getLogger(__name__)

#: between two looks without a reason
_EVERY: Final = timedelta(days=1)
#: outcomes and reasons of a run after which the next one looks
_TROUBLE: Final = frozenset({"unavailable", Reason.REFUSED.value, Reason.NO_ACCESS.value})


def vanished(choices: LiveChoices, *stored: Mapping[str, Any]) -> Gone:
    """Of the *stored* values of each level those that the systems no longer take. Raises SideError."""
    found: dict[str, Mapping[str | int, Refusal]] = {}
    for preference in CATALOGUE.values():
        values = {one for level in stored for one in _chosen(preference, level)} if preference.asked else set()
        if values and (refused := choices.refused(preference.key, values)):
            found[preference.key] = refused
    return found


def _chosen(preference: Preference, stored: Mapping[str, Any]) -> Iterator[str | int]:
    """What is chosen instead of the default; what is no value at all is told of elsewhere."""
    if preference.key not in stored or stored[preference.key] == plain(preference.default):
        return
    try:
        read = preference.kind.read(stored[preference.key])
    except Wrong:
        return
    yield from read if isinstance(read, tuple) else (read,)


def gone_for(mailbox: Mailbox) -> Gone:
    """What was found to have vanished, as `resolve` takes it."""
    return {key: {value: Refusal(why) for value, why in pairs} for key, pairs in mailbox.vanished.items()}


def look_again(
    engine: Engine, choices: LiveChoices, mailbox: Mailbox, organisation: Organisation, now: datetime
) -> Mailbox:
    """The mailbox with what has vanished, for which the systems are asked where it is time to; *now* is aware.

    A system that does not answer says nothing: what is known stays.
    """
    chosen = _digest(organisation, mailbox)
    at = mailbox.choices_checked_at
    if mailbox.choices_checked == chosen and at is not None and now - at < _EVERY:
        return mailbox
    try:
        found = vanished(choices, organisation.preferences, mailbox.preferences)
    except SideError as error:
        log.info("mailbox %s: choices were not looked after: %s", mailbox.id, error)
        return mailbox
    with session(engine) as work:
        row = work.get_one(Mailbox, mailbox.id, with_for_update=True)
        row.vanished = {key: [[one, why.value] for one, why in refused.items()] for key, refused in found.items()}
        row.choices_checked, row.choices_checked_at = chosen, now
        work.commit()
        work.refresh(row)
        return row


def told(mailbox: Mailbox, organisation: Organisation) -> tuple[Phrase, ...]:
    """What does not count any more, and that the default stands in for it; nothing where nothing has vanished."""
    fallen = resolve(organisation.preferences, mailbox.preferences, gone_for(mailbox)).fallen
    faults = [fault.told for fault in fallen if fault.key in mailbox.vanished]
    return (*faults, Phrase("preference.fallen_back")) if faults else ()


def is_doubtful(report: Report) -> bool:
    """Whether the run gives a reason to look again: what a system refused may name something that is gone."""
    return bool(_TROUBLE & {report.outcome, *report.skipped})


def _digest(organisation: Organisation, mailbox: Mailbox) -> str:
    stored = json.dumps([organisation.preferences, mailbox.preferences], sort_keys=True)
    return hashlib.sha256(stored.encode()).hexdigest()[:16]
