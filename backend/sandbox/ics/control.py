"""The control `POST /sandbox/import`: events of a calendar file into a mailbox, without a mail."""

from __future__ import annotations

from typing import Any

from backend.sandbox.control.routing import BadInput, Call, control
from backend.sandbox.graph.routing import GraphError
from backend.sandbox.ics.intake import Intake
from backend.sandbox.wire import Response, json_response


@control("POST", "import")
def import_events(call: Call) -> Response:
    """Take `events` into the `mailbox`; the answer has one result each, an event that is refused its error."""
    person = call.person("mailbox")
    events = call.body.get("events")
    if not isinstance(events, list):
        raise BadInput("events: a list of events is expected", "events")
    intake = Intake(call.sandbox.graph, person)
    results = [_taken(intake, event) for event in events]
    call.sandbox.graph.announce()
    return json_response({"results": results})


def _taken(intake: Intake, event: Any) -> dict[str, Any]:
    if not isinstance(event, dict):
        return {"outcome": "refused", "error": "an event is a JSON object"}
    try:
        return intake.take(event)
    except GraphError as error:
        return {"outcome": "refused", "error": error.message}
