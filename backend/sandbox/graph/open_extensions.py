"""Open extensions as clients send them: named bags of values (contracts/graph.md §1.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.sandbox.graph import read_value as read
from backend.sandbox.graph.routing import bad_request

TYPE = "microsoft.graph.openTypeExtension"
ID_PREFIX = "Microsoft.OutlookServices.OpenTypeExtension."


def read_extensions(body: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The extensions sent with an item, by name. Raises GraphError 400."""
    given = read.items("extensions", read.member(body, "extensions"))
    return dict(read_extension(f"extensions[{number}]", value) for number, value in enumerate(given))


def read_extension(name: str, value: Any) -> tuple[str, dict[str, Any]]:
    """Name and values of one extension. Raises GraphError 400."""
    given = read.record(name, value)
    extension = read.text(f"{name}.extensionName", read.member(given, "extensionName"))
    if not extension:
        raise bad_request(f"The property '{name}.extensionName' is missing.", "RequestBodyRead")
    return extension, values(given)


def values(given: Mapping[str, Any]) -> dict[str, Any]:
    """What an extension says, without its name and annotations."""
    return {k: v for k, v in given.items() if k not in {"extensionName", "id"} and not k.startswith("@")}


def shown(extensions: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Extensions as they go out."""
    return [
        {
            "@odata.type": f"#{TYPE}",
            "id": ID_PREFIX + name,
            "extensionName": name,
            **entries,
        }
        for name, entries in extensions.items()
    ]
