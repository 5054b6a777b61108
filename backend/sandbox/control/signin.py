"""Sign-ins without a browser, and their end."""

from __future__ import annotations

from backend.sandbox.control.routing import BadInput, Call, control, done
from backend.sandbox.entra import tokens as entra
from backend.sandbox.entra.scopes import GRAPH
from backend.sandbox.keys import certificate_der
from backend.sandbox.wire import Response, json_response
from backend.sandbox.world import Person

SYSTEMS = ("graph", "superoffice")


@control("POST", "token")
def token(call: Call) -> Response:
    """An access token of `user` for `system`, as a sign-in with every scope would give."""
    system, person = _system_and_person(call)
    if system == "superoffice":
        return json_response({"access_token": call.sandbox.superoffice.issue_token(person)})
    world = call.sandbox.world
    made = entra.delegated_token(
        world, person, world.app.client_id, GRAPH, set(GRAPH.delegated), f"{call.root}/entra"
    )
    return json_response({"access_token": made})


@control("POST", "revoke")
def revoke(call: Call) -> Response:
    """End the sign-ins of `user` at `system`: refresh tokens and access tokens."""
    return _withdraw(call, refresh=True)


@control("POST", "expire")
def expire(call: Call) -> Response:
    """End the access tokens of `user` at `system`; refresh tokens go on."""
    return _withdraw(call, refresh=False)


@control("POST", "certificates")
def certificate(call: Call) -> Response:
    """Register a `certificate` (PEM) with Entra, by which the app may prove itself."""
    pem = call.body.get("certificate")
    try:
        certificate_der(pem if isinstance(pem, str) else "")
    except ValueError as error:
        raise BadInput("certificate must be a certificate in PEM", "certificate") from error
    call.sandbox.world.app.certificates.append(str(pem))
    return done()


def _withdraw(call: Call, *, refresh: bool) -> Response:
    system, person = _system_and_person(call)
    if system == "graph":
        entra.withdraw(call.sandbox.world, person, refresh=refresh)
    else:
        call.sandbox.superoffice.withdraw(person, refresh=refresh)
    return done()


def _system_and_person(call: Call) -> tuple[str, Person]:
    system, person = call.one_of("system", SYSTEMS), call.person()
    if system == "superoffice" and person.superoffice is None:
        raise BadInput(f"user: {person.address} is no user of SuperOffice", "user")
    return system, person
