"""SuperOffice's own invitation mails: recorded, to prove that nobody causes one (contract §10.3)."""

from __future__ import annotations

import uuid

from backend.sandbox.superoffice.bookings import guests_of
from backend.sandbox.superoffice.carriers import associate_name
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.participants import Participant, address_of
from backend.sandbox.superoffice.routing import Context
from backend.sandbox.superoffice.uids import register, uid_of
from backend.sandbox.superoffice.zones import from_base
from backend.sandbox.world import Mail


def tell_booking(ctx: Context, row: Row, method: str, *, asked: bool | None) -> None:
    """Mail every participant of a booking but its owner."""
    tell(ctx, row, guests_of(ctx.db, row), method, asked=asked)


def will_mail(ctx: Context, guests: list[Participant], *, asked: bool | None) -> list[Participant]:
    """Those of *guests* that a save mails. Whether it mails at all when asked is undocumented: a switch.

    *asked* is SendEmailToParticipants; None where it was not said, and then each guest's SendEmail counts.
    """
    mode = ctx.world.switches.superoffice_save_mails
    if mode == "never":
        return []
    return [guest for guest in guests if mode == "always" or asked or (asked is None and guest.send_email)]


def reachable(ctx: Context, row: Row) -> bool:
    """Whether a participant other than the owner has an address."""
    return any(address_of(ctx.db, guest)[0] for guest in guests_of(ctx.db, row))


def tell(ctx: Context, row: Row, guests: list[Participant], method: str, *, asked: bool | None) -> None:
    """Record one mail a guest who has an address; an owner without e-mail in SuperOffice sends none."""
    owner = ctx.world.associate(row["associate_id"])
    if owner is None or owner.superoffice is None or not owner.superoffice.has_mail:
        return
    chosen = will_mail(ctx, guests, asked=asked)
    if not chosen:
        return
    uid = uid_of(ctx, row) or register(ctx, row, f"{uuid.UUID(int=ctx.world.random.getrandbits(128))}@superoffice")
    text = ctx.db.table("text").get(row["text_id"]) or {}
    calendar = _calendar(ctx, row, uid, method)
    for guest in chosen:
        address, _ = address_of(ctx.db, guest)
        if address:
            ctx.world.mail.append(
                Mail(
                    ctx.world.clock.now(), "superoffice", owner.address, address, method, text.get("title") or "",
                    text.get("agenda") or "", calendar, uid,
                )
            )  # fmt: skip


def _calendar(ctx: Context, row: Row, uid: str, method: str) -> str:
    start, end = (
        from_base(row[column], ctx.world.base_zone).strftime("%Y%m%dT%H%M%SZ") for column in ("do_by", "endDate")
    )
    stored = ctx.db.table("text").get(row["text_id"]) or {}
    title = (stored.get("title") or "").replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,")
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//SuperOffice sandbox//EN", f"METHOD:{method}", "BEGIN:VEVENT",
        f"UID:{uid}", f"DTSTART:{start}", f"DTEND:{end}", f"SUMMARY:{title}",
        f"ORGANIZER:{associate_name(ctx.db, row['associate_id'])}", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "\r\n".join(lines) + "\r\n"
