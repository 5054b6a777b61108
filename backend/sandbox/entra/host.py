"""Microsoft Entra: which address answers what (contracts/graph.md §5.1)."""

from __future__ import annotations

from backend.sandbox.entra.authorize import authorize
from backend.sandbox.entra.errors import EntraError, error_response
from backend.sandbox.entra.metadata import instance_discovery, keys, openid_configuration
from backend.sandbox.entra.model import EntraState
from backend.sandbox.entra.signout import sign_out
from backend.sandbox.entra.token_endpoint import redeem
from backend.sandbox.gate import Gate
from backend.sandbox.wire import Request, Response
from backend.sandbox.world import World

#: tenant segment of an address for people of any organisation
ANY_TENANT = frozenset({"common", "organizations"})

ENDPOINTS = {
    ("GET", "v2.0/.well-known/openid-configuration"): openid_configuration,
    ("GET", "discovery/v2.0/keys"): keys,
    ("GET", "discovery/instance"): instance_discovery,
    ("GET", "oauth2/v2.0/authorize"): authorize,
    ("POST", "oauth2/v2.0/authorize"): authorize,
    ("POST", "oauth2/v2.0/token"): redeem,
    ("GET", "oauth2/v2.0/logout"): sign_out,
}


class EntraHost:
    """The identity provider of all tenants in the world."""

    def __init__(self, world: World, gate: Gate) -> None:
        self.world = world
        self.gate = gate

    @property
    def state(self) -> EntraState:
        """Codes, grants and tokens; part of the world, because Graph reads them."""
        return self.world.entra

    @state.setter
    def state(self, state: EntraState) -> None:
        self.world.entra = state

    async def handle(self, request: Request) -> Response:
        """Answer one request. Raises ConnectionCut."""
        _, _, endpoint = request.path.strip("/").partition("/")
        known = any(endpoint == path for _, path in ENDPOINTS)
        return await self.gate.run("entra", endpoint if known else "unknown", "", "", request, self._answer)

    async def _answer(self, request: Request) -> Response:
        tenant, _, endpoint = request.path.strip("/").partition("/")
        handler = ENDPOINTS.get((request.method, endpoint))
        try:
            if handler is None:
                raise EntraError("invalid_request", 900144, "The request is not valid for this endpoint.", 404)
            known = self.world.tenant(tenant.lower())
            if tenant.lower() not in ANY_TENANT and known is None:
                raise EntraError("invalid_tenant", 90002, f"Tenant '{tenant}' not found.")
            return handler(self.world, known.id if known else tenant.lower(), request)
        except EntraError as error:
            return error_response(error)
