"""`translateExchangeIds`: one id in another of Exchange's spellings (contracts/graph.md §1.4)."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from backend.sandbox.graph import ids
from backend.sandbox.graph import read_value as read
from backend.sandbox.graph.model import Mailbox
from backend.sandbox.graph.odata import metadata_url
from backend.sandbox.graph.routing import Context, bad_request, routes
from backend.sandbox.wire import Response, json_response

MAX_IDS = 1000
FORMATS = ("entryId", "ewsId", "immutableEntryId", "restId", "restImmutableEntryId")
#: length of the entry id at the end of every mutable id
_ENTRY = 70
_TO_EWS = str.maketrans("-_", "/+")


@routes("POST", "{me}/translateExchangeIds")
def translate(context: Context) -> Response:
    """Translate up to a thousand ids; one that means nothing comes back with errorDetails."""
    body = context.body()
    given = read.texts("inputIds", read.member(body, "inputIds"))
    read.choice("sourceIdType", read.member(body, "sourceIdType"), FORMATS)
    target = read.choice("targetIdType", read.member(body, "targetIdType"), FORMATS)
    if len(given) > MAX_IDS:
        raise bad_request(f"inputIds has more than {MAX_IDS} entries.", "ErrorInvalidRequest")
    url = metadata_url(context, "Collection(microsoft.graph.convertIdResult)")
    results = [_result(context.box, text, target) for text in given]
    return json_response({"@odata.context": url, "value": results})


def _result(mailbox: Mailbox, text: str, target: str) -> dict[str, Any]:
    translated = _translated(mailbox, text, target)
    if translated is None:
        error = {"code": "ErrorInvalidIdMalformed", "message": "The id is unknown or has no such form."}
        return {"sourceId": text, "errorDetails": error}
    return {"sourceId": text, "targetId": translated}


def _translated(mailbox: Mailbox, text: str, target: str) -> str | None:
    ref = ids.parse(mailbox.owner, _with_head(mailbox, text))
    item = mailbox.items.get(ref.key) if ref else None
    if ref is None or item is None:
        return None
    immutable = target in {"immutableEntryId", "restImmutableEntryId"}
    rest = ids.item_id(mailbox.owner, item.container, item.key, occurrence=ref.occurrence, immutable=immutable)
    match target:
        case "ewsId" | "immutableEntryId":
            return rest.translate(_TO_EWS)
        case "entryId":
            # an entry id names stored items only
            raw = base64.b64decode(rest.translate(_TO_EWS))
            return None if ref.occurrence else base64.urlsafe_b64encode(raw[-_ENTRY:]).decode()
        case _:
            return rest


def _with_head(mailbox: Mailbox, text: str) -> str:
    """An entry id completed to the rest id that it is the tail of; other texts as they are."""
    try:
        raw = base64.urlsafe_b64decode(text)
    except (binascii.Error, ValueError):
        return text
    return ids.of_entry(mailbox.owner, raw) if len(raw) == _ENTRY else text
