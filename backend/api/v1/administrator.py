"""Who may administrate: SuperOffice says so, and is asked again after a minute."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, current_app, g, request

from backend.api.context import product
from backend.api.language import language
from backend.api.problems import Problem
from backend.api.v1.auth import mailbox
from backend.api.v1.language import problem
from backend.store.tables import Mailbox
from backend.sync.administration.acts import Administrator, Refused
from backend.sync.administration.mailbox_acts import NoSuchMailbox
from backend.sync.repair import CannotRepair

#: seconds for which SuperOffice's yes is believed; a no is asked again each time
BELIEVED: Final = 60.0


class Known:
    """The administrators of whom SuperOffice has said so a short while ago. Thread-safe."""

    def __init__(self, ask: Callable[[Mailbox], bool], clock: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._clock = clock
        self._until: dict[tuple[UUID, bytes], float] = {}
        self._lock = threading.Lock()

    def __contains__(self, own: Mailbox) -> bool:
        """Whether the mailbox's owner is an administrator. Raises SideError."""
        # another sign-in to SuperOffice may be somebody else's
        key = own.id, own.superoffice_tokens
        with self._lock:
            if self._until.get(key, 0.0) > self._clock():
                return True
        if not self._ask(own):
            return False
        with self._lock:
            now = self._clock()
            self._until = {one: until for one, until in self._until.items() if until > now}
            self._until[key] = now + BELIEVED
        return True


def surface(name: str, module: str) -> Blueprint:
    """A blueprint that lets administrators in and nobody else; its refusals are problems."""
    blueprint = Blueprint(name, module, url_prefix="/admin")
    blueprint.before_request(require_administrator)
    blueprint.register_error_handler(Refused, _refused)
    blueprint.register_error_handler(NoSuchMailbox, _no_such_mailbox)
    blueprint.register_error_handler(CannotRepair, _cannot_repair)
    return blueprint


def require_administrator() -> None:
    """Before every request: 403 unless SuperOffice says that the caller is an administrator. Raises SideError."""
    if request.method == "OPTIONS":
        return
    own = mailbox()
    known = current_app.extensions.setdefault(Known.__name__, Known(product().doors.is_administrator))
    if own not in known:
        raise problem(403, "not_an_administrator")
    g.administrator = Administrator(own.organisation_id, own.address)


def administrator() -> Administrator:
    """Who makes this request."""
    found = g.administrator
    assert isinstance(found, Administrator)
    return found


def _refused(error: Refused) -> Response:
    said = error.words(language())
    return Problem(409, error.code, said.sentence, remedy=said.remedy, field=error.field).response()


def _no_such_mailbox(_: NoSuchMailbox) -> Response:
    return problem(404, "mailbox_not_found").response()


def _cannot_repair(_: CannotRepair) -> Response:
    return problem(409, "cannot_repair").response()
