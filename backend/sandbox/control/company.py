"""The company: who is in it, how it stands, and beginning anew."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from backend.sandbox import persistence
from backend.sandbox.control.routing import BadInput, Call, control, done
from backend.sandbox.superoffice.state import TENANT_STATUSES
from backend.sandbox.wire import Response, json_response
from backend.sandbox.world import COMPANIES, CONTEXT, Person


@control("GET", "health")
def health(call: Call) -> Response:
    """The sandbox answers."""
    return json_response({"status": "ok", "company": call.sandbox.world.company})


@control("GET", "world")
def world(call: Call) -> Response:
    """People, tenants, addresses, switches and time."""
    known = call.sandbox.world
    superoffice = call.sandbox.superoffice.state
    return json_response(
        {
            "company": known.company,
            "now": known.clock.now().isoformat(),
            "base_zone": known.base_zone,
            "graph": f"{call.root}/graph/v1.0",
            "entra": f"{call.root}/entra",
            "superoffice": {
                "tenant": CONTEXT,
                "state": superoffice.tenant_state,
                "api": f"{superoffice.api_address(f'{call.root}/superoffice')}/",
            },
            "tenants": [asdict(tenant) for tenant in known.tenants],
            "people": [_describe(person) for person in known.people],
            "switches": known.switches.position(),
        }
    )


@control("POST", "reset")
async def reset(call: Call) -> Response:
    """Begin again with a fresh company."""
    company = next((name for name in COMPANIES if name == call.body.get("company")), None)
    if company is None and call.body.get("company") is not None:
        raise BadInput(f"company: {call.body['company']!r} is not one of {', '.join(COMPANIES)}", "company")
    await call.sandbox.reset(company)
    return json_response({"company": call.sandbox.world.company})


@control("POST", "keep")
def keep(call: Call) -> Response:
    """Keep the whole sandbox as it is now, in memory, under a `name`."""
    call.sandbox.kept[_name(call)] = persistence.write(call.sandbox.snapshot())
    return done()


@control("POST", "return")
async def return_(call: Call) -> Response:
    """Be again what was kept under `name`, its clock's lead and its tokens too."""
    name = _name(call)
    if name not in call.sandbox.kept:
        raise BadInput(f"name: nothing is kept as {name!r}", "name")
    await call.sandbox.take_up(persistence.read(call.sandbox.kept[name]))
    return done()


@control("POST", "tenant")
def tenant(call: Call) -> Response:
    """Put the SuperOffice tenant into a `state`, or `move` it to another address; the old one answers 421."""
    match call.body:
        case {"state": _, **rest} if not rest:
            call.sandbox.superoffice.set_tenant_state(call.one_of("state", TENANT_STATUSES))
        case {"move": True, **rest} if not rest:
            call.sandbox.superoffice.move()
        case _:
            raise BadInput('give {"state": a tenant state} or {"move": true}', "state")
    return done()


def _name(call: Call) -> str:
    name = call.body.get("name")
    if not isinstance(name, str) or not name:
        raise BadInput("name: must be a text", "name")
    return name


def _describe(person: Person) -> dict[str, Any]:
    return {
        "key": person.key,
        "name": person.name,
        "address": person.address,
        "aliases": person.aliases,
        "addresses": person.addresses,
        "zone": person.zone,
        "kind": person.kind,
        "oid": person.oid,
        "tenant_id": person.tenant.id,
        "tenant": person.tenant.name,
        "superoffice": asdict(person.superoffice) if person.superoffice else None,
    }
