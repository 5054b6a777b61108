"""What a person does to one item by hand: bring it across, take it out of the sync, say whom it concerns.

An act is written down as a wish of the item's link, and the next run obeys it. Only what SuperOffice alone holds
of a row that is there already is written at once, as the person would do it there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import Connection

from backend.core.decisions import Link
from backend.core.items import Appointment, Chosen, Kind, Side
from backend.core.preferences import Preferences, Private
from backend.core.reasons import Reason
from backend.core.seen import Seen, Unmapped
from backend.core.values import replace
from backend.core.wishes import LIFTED, NO_WISH, Wish
from backend.core.writes import Done, Update
from backend.store import database, journal, links, wishes
from backend.store.mailboxes import ring
from backend.store.tables import Mailbox, Organisation
from backend.superoffice.client import Client
from backend.superoffice.outcomes import questions_told
from backend.superoffice.subjects import Named, NotThere, checked, employer_of, subjects_of
from backend.sync.category import show_kept
from backend.sync.doors import Sides
from backend.sync.lookup import link_of
from backend.sync.service import Product, preferences_of

#: how the history calls what a person did
Act = Literal["included", "unlinked", "concerned", "resolved"]
#: what a row of SuperOffice concerns; with `_id` the fields of Chosen
SUBJECTS = ("type", "company", "person", "project", "sale")


class CannotAct(Exception):
    """The act is not possible; `code` names the problem, `field` the part of the request that is wrong."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.field = field


@dataclass(frozen=True, slots=True)
class Opened:
    """One item with what is needed to act on it."""

    product: Product
    mailbox: Mailbox
    preferences: Preferences
    sides: Sides
    client: Client
    link: Link | None
    #: how the sides that are known to have it show it now
    halves: dict[Side, Seen]

    @property
    def appointments(self) -> dict[Side, Appointment]:
        """The halves that are appointments."""
        return {side: one.item for side, one in self.halves.items() if isinstance(one.item, Appointment)}


def opened(product: Product, mailbox: Mailbox, item_id: str) -> Opened | None:
    """The item with an id as links hold it; None when the mailbox does not have it. Raises SideError."""
    with database.session(product.engine) as work:
        organisation = work.get_one(Organisation, mailbox.organisation_id)
    preferences = preferences_of(mailbox, organisation)
    sides = product.doors.open(mailbox, organisation, preferences)
    link = link_of(product, mailbox, item_id)
    kind = link.kind if link else Kind.APPOINTMENT
    side = Side.SUPEROFFICE if item_id.isdecimal() else Side.CALENDAR
    ids = link.ids if link else {side: item_id}
    halves = {}
    for one, number in ids.items():
        seen = sides.gateways[kind][one].read([number]).get(number) if number else None
        if isinstance(seen, Seen):
            halves[one] = seen
    if link is None and not halves:
        return None
    client = product.doors.superoffice(mailbox, organisation)
    return Opened(product, mailbox, preferences, sides, client, link, halves)


def include(item: Opened, private: Private | None = None, chosen: Chosen | None = None) -> None:
    """Let an item be synced from now on, whatever keeps it back; an item that is in sync stays as it is.

    *private* is how much of a private event SuperOffice is told, *chosen* what its row concerns.
    Raises CannotAct, SideError.
    """
    link = item.link
    chosen = checked_choice(item, chosen)
    if link is not None and is_synced(link):
        if chosen:
            _write(item, chosen)
        return
    check_includable(item)
    if chosen and chosen.company_id and chosen.person_id is None and Side.SUPEROFFICE not in item.halves:
        # the first guest's card would be of another company
        chosen = replace(chosen, person_id=0)
    said = _wish(item)
    privacy = privacy_of(item, private)
    wish = Wish(included=True, private=privacy, chosen=chosen or said.chosen, later=said.later)
    if chosen and Side.SUPEROFFICE in item.halves:
        _write(item, chosen)
    if link is not None:
        show_kept(item.product, item.mailbox, [link], kept=True)
    _act(item, "included", wish)


def unlink(item: Opened) -> None:
    """Take an item out of the sync; both sides keep what they have. Raises CannotAct, SideError."""
    if item.link is not None and item.link.wish.unlinked:
        return
    if item.link is not None:
        show_kept(item.product, item.mailbox, [item.link], kept=False)
    _act(item, "unlinked", replace(_wish(item), unlinked=True, series=False))


def concern(item: Opened, chosen: Chosen) -> None:
    """Let SuperOffice's row concern what somebody chose. Raises CannotAct, SideError."""
    said = checked_choice(item, chosen)
    if said:
        _write(item, said)


def subjects(item: Opened) -> dict[str, Named]:
    """What SuperOffice's row concerns, by SUBJECTS. Raises CannotAct, SideError."""
    row = item.halves.get(Side.SUPEROFFICE)
    if row is None or not isinstance(row.item, Appointment):
        raise CannotAct("not_in_superoffice")
    with questions_told():
        return subjects_of(item.client, row.id)


def _wish(item: Opened) -> Wish:
    """What was said about the item so far."""
    return item.link.wish if item.link else NO_WISH


def is_synced(link: Link) -> bool:
    """Whether both sides have the item and it is kept equal."""
    return link.state in ("linked", "parked") and all(link.ids.values()) and not link.wish.unlinked


def check_includable(item: Opened) -> None:
    """Raises CannotAct where no wish helps."""
    link = item.link
    if not item.halves or any(isinstance(one.item, Unmapped) for one in item.halves.values()):
        raise CannotAct("cannot_push")
    kept = link.reason if link is not None and link.state in ("skipped", "held") else Reason.UNLINKED
    if kept not in {*LIFTED, Reason.UNLINKED}:
        raise CannotAct("cannot_push")
    if len(item.halves) == 1 and not item.preferences.direction.lets(next(iter(item.halves))):
        raise CannotAct("direction")


def privacy_of(item: Opened, private: Private | None) -> Private | None:
    """How much SuperOffice is told of a private event. CannotAct: nobody said so, or all may read it."""
    event = item.appointments.get(Side.CALENDAR)
    if event is None or not event.private:
        return None
    said = private or _wish(item).private or item.preferences.private
    if said is Private.NO:
        raise CannotAct("private_choice", "private")
    if not item.sides.may_hide_texts():
        raise CannotAct("licence", "private")
    return said


def checked_choice(item: Opened, chosen: Chosen | None) -> Chosen | None:
    """*chosen*, whole and found in SuperOffice; None for nothing. Raises CannotAct, SideError."""
    if chosen is None or chosen == Chosen():
        return None
    types = item.sides.types().names if chosen.type_id is not None else {}
    try:
        with questions_told():
            return checked(item.client, types, chosen)
    except NotThere as error:
        raise CannotAct("unknown_value", error.field) from error


def _write(item: Opened, chosen: Chosen) -> None:
    """Write what was chosen into SuperOffice's row, where it differs. Raises CannotAct, SideError."""
    now = subjects(item)
    chosen = without_stranger(item, chosen, now["person"].id)
    news = {
        f"{what}_id": number
        for what in SUBJECTS
        if (number := getattr(chosen, f"{what}_id")) is not None and number != now[what].id
    }
    if not news:
        return
    row = item.halves[Side.SUPEROFFICE]
    assert isinstance(row.item, Appointment)
    said = replace(row.item, chosen=Chosen(**news))
    update = Update(uuid4().hex, row.id, row.version, said, frozenset({"chosen"}))
    for _, outcome in item.sides.gateways[Kind.APPOINTMENT][Side.SUPEROFFICE].write([update]):
        if not isinstance(outcome, Done):
            raise CannotAct("cannot_concern")
    if item.link is not None:
        with item.product.engine.begin() as connection:
            tell(connection, item.mailbox.id, item.link.id, Side.SUPEROFFICE, "concerned")
    with database.session(item.product.engine) as work, work.begin():
        ring(work, item.mailbox.id)


def without_stranger(item: Opened, chosen: Chosen, person_id: int) -> Chosen:
    """*chosen* without the person whom the row concerns, where another company was chosen. Raises SideError."""
    if not chosen.company_id or chosen.person_id is not None or not person_id:
        return chosen
    try:
        with questions_told():
            works_there = employer_of(item.client, person_id) == chosen.company_id
    except NotThere:
        works_there = False
    return chosen if works_there else replace(chosen, person_id=0)


def _act(item: Opened, action: Act, wish: Wish) -> None:
    """Write a wish down, tell it in the history, and let the mailbox run. Raises CannotAct while a run may be
    about to make a link of an item that has none yet, or one that died may have made the item."""
    with database.session(item.product.engine) as work, work.begin():
        connection = work.connection()
        link = item.link or _new_link(connection, item)
        if link.wish != wish:
            wishes.put(connection, link.id, wish, datetime.now(UTC))
            side = next(side for side in Side if link.ids[side])
            tell(connection, item.mailbox.id, link.id, side, action)
        ring(work, item.mailbox.id)


def _new_link(connection: Connection, item: Opened) -> Link:
    """A link for an item that no run has seen."""
    ((side, seen),) = item.halves.items()
    if wishes.is_held(connection, item.mailbox.id) or journal.may_have_made(connection, item.mailbox.id, side):
        raise CannotAct("busy")
    found = links.by_ids(connection, item.mailbox.id, side, [seen.id])
    if found:
        return found[0]
    nothing: dict[Side, str] = dict.fromkeys(Side, "")
    ids = {side: seen.id, side.other: None}
    link = Link(uuid4(), side, ids, {one: {} for one in Side}, nothing, uid=seen.uid, wish=NO_WISH)
    now = datetime.now(UTC)
    links.add(connection, item.mailbox.id, [link], now)
    links.save(connection, [link], now, retry_at=now)
    return link


def tell(
    connection: Connection, mailbox_id: UUID, link_id: UUID, side: Side, action: Act, field: str = ""
) -> None:
    """A line of an item's history about an act; no run stands behind it."""
    which = {"id": uuid4(), "mailbox_id": mailbox_id, "link_id": link_id, "run_id": uuid4()}
    what = {"at": datetime.now(UTC), "side": side.value, "action": action, "field": field, "lost": b""}
    journal.tell(connection, [which | what])
