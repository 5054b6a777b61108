"""What surrounds the two systems: time, mail, and the positions of unknowns."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from backend.sandbox.control.routing import BadInput, Call, control, done
from backend.sandbox.switches import UnknownSwitch
from backend.sandbox.wire import Response, json_response

#: the sandbox's time stays between these
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


@control("GET", "clock")
def clock(call: Call) -> Response:
    """The moment in both systems."""
    return json_response({"now": call.sandbox.world.clock.now().isoformat()})


@control("POST", "clock")
def set_clock(call: Call) -> Response:
    """Let it be `now` (ISO 8601, UTC unless it says otherwise), or let `advance_seconds` pass."""
    known = call.sandbox.world.clock
    field = next(iter(call.body), "now")
    try:
        moment = _asked(known.now(), call.body)
    except (ValueError, OverflowError) as error:
        raise BadInput(f"{field} is no moment", field) from error
    if moment is None:
        raise BadInput('give {"now": a moment in ISO 8601} or {"advance_seconds": a number}', field)
    if not EARLIEST <= moment <= LATEST:
        raise BadInput(f"{field}: the time must be between {EARLIEST.year} and {LATEST.year}", field)
    known.set(moment)
    return clock(call)


def _asked(now: datetime, body: dict[str, Any]) -> datetime | None:
    match body:
        case {"now": str(text), **rest} if not rest:
            moment = datetime.fromisoformat(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        case {"advance_seconds": int() | float() as seconds, **rest} if not rest:
            return now + timedelta(seconds=seconds)
    return None


@control("GET", "mail")
def mail(call: Call) -> Response:
    """Mails that would have left, oldest first; `to` (address or short name) and `system` narrow them."""
    to, system = call.request.query.get("to"), call.request.query.get("system")
    person = call.sandbox.world.person(to) if to else None
    wanted = {a.lower() for a in person.addresses} if person else {to.lower()} if to else None
    found = [
        {**asdict(mail), "at": mail.at.isoformat()}
        for mail in call.sandbox.world.mail
        if (wanted is None or mail.to.lower() in wanted) and (system is None or mail.system == system)
    ]
    return json_response({"mail": found})


@control("DELETE", "mail")
def clear_mail(call: Call) -> Response:
    """Forget the mails."""
    call.sandbox.world.mail.clear()
    return done()


@control("POST", "licence")
def licence(call: Call) -> Response:
    """Give `user` the licence Confidential activities, or take it away: `confidential` true or false."""
    user, wanted = call.person().superoffice, call.body.get("confidential")
    if user is None:
        raise BadInput("user: has no SuperOffice", "user")
    if not isinstance(wanted, bool):
        raise BadInput(f"confidential: {wanted!r} is neither true nor false", "confidential")
    user.confidential = wanted
    return done()


@control("GET", "switches")
def switches(call: Call) -> Response:
    """Every switch with its position and choices."""
    known = call.sandbox.world.switches
    choices = known.choices()
    return json_response(
        {name: {"position": at, "choices": choices[name]} for name, at in known.position().items()}
    )


@control("POST", "switches")
def turn_switches(call: Call) -> Response:
    """Turn several switches at once, or none."""
    known = call.sandbox.world.switches
    try:
        known.turn(call.body)
    except UnknownSwitch as error:
        wrong = next((name for name in call.body if name in str(error)), "")
        raise BadInput(str(error), wrong) from error
    return json_response(known.position())
