"""The demonstration page and its data; there only while DEMO_SANDBOX_URL is set."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response as AnyResponse

from backend.api.context import product, transaction
from backend.api.problems import Problem, parse
from backend.demo import pane
from backend.demo.changes import Change, carry_out
from backend.demo.product_acts import api_token
from backend.demo.sandbox import Sandbox, SandboxTrouble
from backend.demo.scenarios import SCENARIOS, Play, Scenario, play
from backend.demo.scene import NotThere
from backend.demo.week import week
from backend.jobs.doorbell import ring
from backend.store import mailboxes

blueprint = Blueprint("demo", __name__, url_prefix="/demo", static_folder="static", template_folder="templates")

_KEY = "demo_sandbox"


class _Who(BaseModel):
    person: str = Field(max_length=64)


class _Named(_Who):
    id: str = Field(max_length=1024)


@blueprint.get("")
def page() -> AnyResponse:
    """The stage: Outlook with the pane, SuperOffice, and the scenarios."""
    settings = product().settings
    stage = pane.stage_origin(settings)
    if request.host_url.rstrip("/") != stage:
        return redirect(f"{stage}{request.full_path.rstrip('?')}")
    html = render_template(
        "demo.html", people=_sandbox().people(), scenarios=[_told(one) for one in SCENARIOS], settings=settings
    )
    return Response(html, headers={"Content-Security-Policy": pane.stage_policy(settings)})


@blueprint.get("/pane")
def framed_pane() -> Response:
    """The real pane, for the frame of the stage."""
    return pane.page(product().settings)


@blueprint.get("/office.js")
def office() -> Response:
    """The stage's stand-in for Outlook's script."""
    return pane.office()


@blueprint.post("/api/sign-in")
def sign_in() -> dict[str, str]:
    """What Outlook hands to the pane: a person's address, and a token for our API."""
    _only_json()
    person = _sandbox().person(parse(_Who).person)
    return {"address": person["address"], "token": api_token(product().settings, person["key"])}


@blueprint.post("/api/opened")
def opened() -> dict[str, str]:
    """The id by which the page knows an event, from the one by which Outlook's script names it."""
    _only_json()
    named = parse(_Named)
    asked = {"inputIds": [named.id], "sourceIdType": "ewsId", "targetIdType": "restImmutableEntryId"}
    found = _sandbox().graph(named.person, "POST", "/me/translateExchangeIds", asked)["value"][0]
    return {"id": found.get("targetId") or named.id}


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
def change() -> dict[str, str | None]:
    """A person changes something in one of the systems: the id of what is new."""
    _only_json()
    return {"id": carry_out(_sandbox(), parse(Change))}


@blueprint.post("/api/plays")
def step() -> dict[str, Any]:
    """Somebody takes a step of a scenario; `wait` tells what has to be done or to arrive before."""
    _only_json()
    wanted = parse(Play)
    if wanted.step > len(SCENARIOS[wanted.scenario - 1].steps):
        raise Problem(404, "not_found", "This scenario has no such step.", field="step")
    try:
        return {"wait": "", **play(_sandbox(), product().settings, wanted)}
    except NotThere as reason:
        return {"wait": str(reason), "seen": "", "day": None}


@blueprint.post("/api/sync")
def sync_now() -> Response:
    """Run the mailbox now. 202: a worker takes it up."""
    _only_json()
    address = _sandbox().person(parse(_Who).person)["address"]
    with transaction() as session:
        mailbox = mailboxes.by_address(session, address)
        if mailbox is None:
            raise Problem(409, "not_connected", f"{address} is not connected.", remedy="Run: sosync connect-demo")
        ring(session, mailbox.id, "sync-now")
    return Response(status=202)


def _told(scenario: Scenario) -> dict[str, Any]:
    """A scenario as the page knows it."""
    return {
        "number": scenario.number,
        "title": scenario.title,
        "watch": scenario.watch,
        "subject": scenario.subject,
        "steps": [step.sentence for step in scenario.steps],
    }


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
