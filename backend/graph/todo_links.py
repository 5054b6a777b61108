"""The link that our tasks carry: back pointer and intent in one linked resource (contracts/graph.md §2.4).

Tasks take no extended properties, and open extensions can be neither found by their value nor added without using
up one of a mailbox's few named properties. A linked resource is made together with its task, so a create that
lost its answer is found by it.
"""

from __future__ import annotations

from typing import Final

from backend.graph.marks import intent_key, pointer_value
from backend.graph.told import Json, told

_APPLICATION: Final = "SuperOffice"
#: between the pointer and the key of the intent
_INTENT: Final = "#"


def new_link(context: str, other_id: str, intent: str = "") -> Json:
    """The linked resource of a task that is *other_id* in SuperOffice; *intent* is the create that makes the task.

    People see it as a link named SuperOffice.
    """
    mark = f"{_INTENT}{intent_key(intent)}" if intent else ""
    external = f"{pointer_value(context, other_id)}{mark}"
    return {"applicationName": _APPLICATION, "displayName": _APPLICATION, "externalId": external}


def own_link(task: Json, context: str) -> Json | None:
    """Our link of a task that was fetched with its links; None where it has none of this organisation."""
    links = task.get("linkedResources")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and told(link, "applicationName") == _APPLICATION:
            tenant = told(link, "externalId").partition(":")[0]
            if tenant.casefold() == context.casefold():
                return link
    return None


def read_pointer(task: Json, context: str) -> str:
    """The id in SuperOffice to which a task points; "" for none."""
    link = own_link(task, context)
    return told(link, "externalId").partition(":")[2].partition(_INTENT)[0] if link else ""


def is_made_by(task: Json, context: str, intent: str) -> bool:
    """Whether *intent* made the task, or a task of which it is the next occurrence."""
    link = own_link(task, context)
    return link is not None and told(link, "externalId").partition(_INTENT)[2] == intent_key(intent)
