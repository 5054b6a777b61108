"""Signing out at Entra."""

from __future__ import annotations

from backend.sandbox.entra.pages import signed_out_page
from backend.sandbox.wire import Request, Response
from backend.sandbox.world import World


def sign_out(world: World, tenant: str, request: Request) -> Response:
    """Return to the app where it asked for an allowed address, else say that it is done."""
    target = request.query.get("post_logout_redirect_uri") or ""
    if world.app.allows_redirect(target):
        return Response(302, headers={"Location": target})
    return signed_out_page()
