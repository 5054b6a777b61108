"""Private texts: who may hide them in SuperOffice, and what is forgotten of those that were public before."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import col

from backend.core.decisions import Leave
from backend.core.items import Side
from backend.core.privacy import TELLING, hides, turned_private
from backend.core.reasons import Reason
from backend.core.values import replace
from backend.store.tables import History
from backend.sync.desk import Desk
from backend.sync.steps import Step


def licensed(desk: Desk, steps: Sequence[Step]) -> list[Step]:
    """*steps* without those that would hide a text where the licence for it is gone: everybody would read it.

    One request, where there is anything to hide at all. Raises SideError.
    """
    secret = {step.link.id for step in steps if hides(step.decision, step.presence[Side.SUPEROFFICE])}
    if not secret or desk.may_hide_texts():
        return list(steps)
    return [replace(step, decision=Leave(Reason.LICENCE)) if step.link.id in secret else step for step in steps]


def forget_public_values(desk: Desk, steps: Sequence[Step]) -> None:
    """Texts that were kept for an undo while an item was public go with its turning private."""
    turned = [step.link.id for step in steps if turned_private(step.link, step.presence)]
    if not turned:
        return
    texts = update(History).where(col(History.link_id).in_(turned), col(History.field).in_(TELLING))
    with desk.transaction() as connection:
        connection.execute(texts.values(lost=b""))
