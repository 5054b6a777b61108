"""The traffic: faults ordered for it, and what was counted."""

from __future__ import annotations

from backend.sandbox.control.routing import BadInput, Call, control, done
from backend.sandbox.faults import parse_fault
from backend.sandbox.wire import Response, json_response


@control("GET", "faults")
def faults(call: Call) -> Response:
    """The orders in force, with how often each struck."""
    return json_response({"faults": [fault.describe() for fault in call.sandbox.faults.orders]})


@control("POST", "faults")
def add_fault(call: Call) -> Response:
    """Order a fault."""
    fault = parse_fault(call.body)
    if fault.mailbox:
        person = call.sandbox.world.person(fault.mailbox)
        if person is None:
            raise BadInput(f"mailbox: nobody is called {fault.mailbox!r}", "mailbox")
        fault.mailbox = person.key
    call.sandbox.faults.order(fault)
    return json_response(fault.describe(), 201)


@control("DELETE", "faults")
def clear_faults(call: Call) -> Response:
    """Take every order back."""
    call.sandbox.faults.clear()
    return done()


@control("GET", "requests")
def requests(call: Call) -> Response:
    """Counts by system, method, route and status; highest concurrency by mailbox."""
    return json_response(call.sandbox.gate.report())


@control("DELETE", "requests")
def clear_requests(call: Call) -> Response:
    """Start the counts anew."""
    call.sandbox.gate.forget()
    return done()
