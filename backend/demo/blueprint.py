"""The demonstration page and its data; there only while DEMO_SANDBOX_URL is set."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from pydantic import BaseModel, Field

from backend.api.context import product, transaction
from backend.api.problems import Problem, parse
from backend.demo.acts import ACTS, Play, play
from backend.demo.changes import Change, carry_out
from backend.demo.diary import NotThere
from backend.demo.sandbox import Sandbox, SandboxTrouble
from backend.demo.week import week
from backend.jobs.doorbell import ring
from backend.store import mailboxes

blueprint = Blueprint("demo", __name__, url_prefix="/demo", static_folder="static", template_folder="templates")

_KEY = "demo_sandbox"


class _WhoseSync(BaseModel):
    person: str = Field(max_length=64)


@blueprint.get("")
def page() -> str:
    """The two calendars."""
    return render_template("demo.html", people=_sandbox().people(), acts=ACTS)


@blueprint.get("/api/week")
def this_week() -> dict[str, Any]:
    """A week of a person: `person`, `monday`."""
    sandbox = _sandbox()
    person = request.args.get("person", "")
    if person not in {known["key"] for known in sandbox.people()}:
        raise Problem(404, "not_found", "Nobody of this name has both systems.", field="person")
    with transaction() as session:
        return week(session, sandbox, person, _monday(request.args.get("monday", "")))


@blueprint.post("/api/changes")
def change() -> Response:
    """A person changes something in one of the systems."""
    _only_json()
    carry_out(_sandbox(), parse(Change))
    return Response(status=204)


@blueprint.post("/api/plays")
def act() -> dict[str, Any]:
    """Somebody invites, answers or moves: what was done, or has to be before, and the day of the meeting."""
    _only_json()
    wanted = parse(Play)
    if wanted.act not in {known.key for known in ACTS}:
        raise Problem(404, "not_found", "Nobody knows how to do this.", field="act")
    try:
        played = play(_sandbox(), wanted)
    except NotThere as reason:
        return {"sentence": str(reason), "day": None}
    return {"sentence": played.sentence, "day": played.day.isoformat()}


@blueprint.post("/api/sync")
def sync_now() -> Response:
    """Run the mailbox now. 202: a worker takes it up."""
    _only_json()
    address = _sandbox().person(parse(_WhoseSync).person)["address"]
    with transaction() as session:
        mailbox = mailboxes.by_address(session, address)
        if mailbox is None:
            raise Problem(409, "not_connected", f"{address} is not connected.", remedy="Run: sosync connect-demo")
        ring(session, mailbox.id, "sync-now")
    return Response(status=202)


@blueprint.errorhandler(SandboxTrouble)
def _trouble(error: SandboxTrouble) -> Response:
    return Problem(502, "sandbox", str(error), remedy="Is the sandbox still running?").response()


def _sandbox() -> Sandbox:
    sandbox = current_app.extensions.get(_KEY)
    if not isinstance(sandbox, Sandbox):
        sandbox = current_app.extensions[_KEY] = Sandbox(product().settings.demo_sandbox_url)
    return sandbox


def _only_json() -> None:
    """A page of another site can send a form here, but no JSON."""
    if not request.is_json:
        raise Problem(415, "unsupported_media_type", "Send application/json.")


def _monday(text: str) -> date:
    """The Monday of the week of a day, by default today's. Raises Problem."""
    try:
        day = date.fromisoformat(text) if text else datetime.now(UTC).date()
        if not 2000 <= day.year <= 2100:
            raise ValueError
    except ValueError as error:
        raise Problem(400, "malformed", "monday is no date.", field="monday") from error
    return day - timedelta(days=day.weekday())
