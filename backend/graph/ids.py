"""Ids of events as people have them ↔ the immutable ids that links hold (contracts/graph.md §1.4)."""

from __future__ import annotations

from backend.graph.client import GraphClient
from backend.graph.errors import GraphError

#: how an id may be spelled: by Graph, or by Outlook (contracts/addin.md §3.2)
_SPELLINGS = ("restId", "ewsId")
_IMMUTABLE = "restImmutableEntryId"


def immutable_id(client: GraphClient, item_id: str) -> str | None:
    """The immutable id behind a REST or EWS id; None when the mailbox does not know it. Raises SideError."""
    for spelling in _SPELLINGS:
        if found := _translated(client, item_id, spelling, _IMMUTABLE):
            return found
    return None


def ews_id(client: GraphClient, item_id: str) -> str | None:
    """The id by which Outlook itself opens an item, from its immutable one; None for none. Raises SideError."""
    return _translated(client, item_id, _IMMUTABLE, "ewsId")


def _translated(client: GraphClient, item_id: str, source: str, target: str) -> str | None:
    body = {"inputIds": [item_id], "sourceIdType": source, "targetIdType": target}
    try:
        (answer,) = client.post("/me/translateExchangeIds", body, idempotent=True)["value"]
        return str(answer["targetId"])
    except (GraphError, KeyError, TypeError, ValueError):
        return None
