"""Turns in the life of tenant, app and mailbox, which no client can bring about."""

from __future__ import annotations

from backend.sandbox.control.routing import BadInput, Call, control, done
from backend.sandbox.control.signin import SYSTEMS
from backend.sandbox.entra import tokens as entra
from backend.sandbox.graph.notifications import LIFECYCLE_EVENTS, fire_lifecycle
from backend.sandbox.wire import Response


@control("POST", "lifecycle")
def lifecycle(call: Call) -> Response:
    """Send `event` to the lifecycleNotificationUrl of `subscription` (contracts/graph.md §3.4)."""
    event = call.one_of("event", LIFECYCLE_EVENTS)
    subscription = call.body.get("subscription")
    try:
        fire_lifecycle(call.sandbox.graph, str(subscription), event)
    except LookupError as error:
        raise BadInput(f"subscription: {error.args[0]}", "subscription") from error
    return done()


@control("POST", "backup")
def backup(call: Call) -> Response:
    """Keep SuperOffice's database as it is now."""
    call.sandbox.superoffice.back_up()
    return done()


@control("POST", "restore")
def restore(call: Call) -> Response:
    """Let SuperOffice's database be what it was at the last backup, its counters and its log too."""
    try:
        call.sandbox.superoffice.restore()
    except ValueError as error:
        raise BadInput(str(error)) from error
    return done()


@control("POST", "state-changes")
def state_changes(call: Call) -> Response:
    """Tell `url` from now on when the SuperOffice tenant is suspended, resumed, deleted, moved or restored."""
    url = call.body.get("url")
    if not isinstance(url, str):
        raise BadInput("url: must be an address, or empty for nowhere", "url")
    call.sandbox.superoffice.tell_changes_to(url)
    return done()


@control("POST", "uninstall")
def uninstall(call: Call) -> Response:
    """Remove the app from `system`: every sign-in, and SuperOffice's approval, ends until somebody signs in."""
    if call.one_of("system", SYSTEMS) == "superoffice":
        call.sandbox.superoffice.uninstall()
    else:
        for person in call.sandbox.world.people:
            entra.withdraw(call.sandbox.world, person, refresh=True)
    return done()


@control("POST", "disapprove")
def disapprove(call: Call) -> Response:
    """End the approval of the app in SuperOffice, so that no system user opens; people stay signed in."""
    call.sandbox.superoffice.disapprove()
    return done()


@control("POST", "mailbox")
def mailbox(call: Call) -> Response:
    """Let Graph open the mailbox of `user`, or not: `enabled` true or false."""
    person, enabled = call.person(), call.body.get("enabled")
    if not isinstance(enabled, bool):
        raise BadInput(f"enabled: {enabled!r} is neither true nor false", "enabled")
    closed = call.sandbox.world.closed_mailboxes
    (closed.discard if enabled else closed.add)(person.key)
    return done()
