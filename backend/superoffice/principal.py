"""What SuperOffice says about the signed-in user (contracts/superoffice.md §4)."""

from __future__ import annotations

from backend.superoffice.client import Client

#: module names of the licence Confidential activities, without which nobody may hide a text (§3.7)
_CONFIDENTIAL = frozenset({"visible-for", "confidential-activities"})


def may_hide_texts(client: Client) -> bool:
    """Whether the user's licence has confidential activities. Raises SideError and ApiError."""
    principal = client.get("v1/User/currentPrincipal").data
    licences = principal.get("Licenses") if isinstance(principal, dict) else None
    names = {str(one.get("Name", "")).lower() for one in licences or [] if isinstance(one, dict)}
    return bool(names & _CONFIDENTIAL)
