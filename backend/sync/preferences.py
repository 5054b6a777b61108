"""Preferences in the database: what counts for a mailbox, and changes of a person or of the administrator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from backend.core.preference_values import Resolved, resolve
from backend.core.preferences import CATALOGUE, Level
from backend.store import mailboxes
from backend.store.tables import Mailbox, Organisation
from backend.sync.vanished import gone_for


class NotAllowed(RuntimeError):
    """The administrator does not allow personal preferences."""


def resolved_for(work: Session, mailbox_id: UUID) -> Resolved:
    """What counts for a mailbox now, and where each value comes from."""
    mailbox = work.get_one(Mailbox, mailbox_id, populate_existing=True)
    return resolve(_profile_of(work, mailbox), mailbox.preferences, gone_for(mailbox))


def inherited_for(work: Session, mailbox_id: UUID) -> Resolved:
    """What would count for a mailbox whose owner has no values of one's own."""
    mailbox = work.get_one(Mailbox, mailbox_id, populate_existing=True)
    return resolve(_profile_of(work, mailbox), {}, gone_for(mailbox))


def profile(work: Session, organisation_id: UUID) -> Resolved:
    """What counts for everybody without values of one's own."""
    return resolve(work.get_one(Organisation, organisation_id, populate_existing=True).preferences, {})


def change_personal(work: Session, mailbox_id: UUID, values: Mapping[str, Any]) -> None:
    """Store valid *values* of a person, None taking one away, and let the mailbox run. Raises NotAllowed.

    Part of the transaction of *work*, as the other changes are.
    """
    mailbox = work.get_one(Mailbox, mailbox_id, with_for_update=True, populate_existing=True)
    if not resolve(_profile_of(work, mailbox), {}).values.personal_preferences_allowed:
        raise NotAllowed
    mailbox.preferences = _changed(mailbox.preferences, values)
    _run_soon(work, [mailbox])


def change_profile(
    work: Session, organisation_id: UUID, values: Mapping[str, Any], *, overwrite: bool = False
) -> None:
    """Store valid *values* of the profile, None taking one away, and let all its mailboxes run.

    *overwrite*: everybody's personal values are dropped, except those that no profile can have.
    """
    organisation = work.get_one(Organisation, organisation_id, with_for_update=True, populate_existing=True)
    organisation.preferences = _changed(organisation.preferences, values)
    everybody = select(Mailbox).where(col(Mailbox.organisation_id) == organisation_id).order_by(col(Mailbox.id))
    found = list(work.scalars(everybody.with_for_update().execution_options(populate_existing=True)))
    if overwrite:
        for mailbox in found:
            mailbox.preferences = {key: mailbox.preferences[key] for key in mailbox.preferences if _is_own(key)}
    _run_soon(work, found)


def _profile_of(work: Session, mailbox: Mailbox) -> dict[str, Any]:
    return work.get_one(Organisation, mailbox.organisation_id, populate_existing=True).preferences


def _changed(stored: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**stored, **values}.items() if value is not None}


def _is_own(key: str) -> bool:
    """Whether a stored value can only be a person's."""
    return key in CATALOGUE and Level.PROFILE not in CATALOGUE[key].levels


def _run_soon(work: Session, changed: Iterable[Mailbox]) -> None:
    """Ring them; workers look for what was rung every few seconds, and leave out what is paused."""
    for mailbox in changed:
        mailboxes.ring(work, mailbox.id)
