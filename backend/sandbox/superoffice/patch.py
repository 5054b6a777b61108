"""PATCH: JSON Patch (RFC 6902) and SuperOffice's own merge patch (contracts/superoffice.md §2.2)."""

from __future__ import annotations

import copy
from typing import Any

from backend.sandbox.superoffice.routing import SuperOfficeError, bad_request

#: parts of an entity that nobody writes
READ_ONLY = ("_Links", "TableRight", "FieldProperties")
MOST_OPERATIONS = 500


def apply(entity: dict[str, Any], patch: Any) -> dict[str, Any]:
    """*entity* as *patch* makes it; the original stays. Raises SuperOfficeError 400, and 409 for a failed test."""
    target = copy.deepcopy({name: value for name, value in entity.items() if name not in READ_ONLY})
    if isinstance(patch, dict):
        merge(target, patch, "")
        return target
    if not isinstance(patch, list) or len(patch) > MOST_OPERATIONS:
        raise bad_request("body: an object or a list of patch operations is expected")
    for place, operation in enumerate(patch):
        if not isinstance(operation, dict):
            raise bad_request(f"[{place}]: a patch operation is expected")
        operate(target, {str(name).lower(): value for name, value in operation.items()}, place)
    return target


def merge(target: dict[str, Any], patch: dict[str, Any], path: str) -> None:
    """Merge *patch* into *target*, with the server's quirks.

    A property that is null stays null; an object where a list is expected is appended to it.
    Raises SuperOfficeError 400 for a property that does not exist.
    """
    for name, value in patch.items():
        if name in READ_ONLY:
            continue
        key = find(target, name)
        if key is None:
            if path == "":
                raise bad_request(f"{name}: there is no such property")
            target[name] = value
            continue
        current = target[key]
        if current is None:
            continue
        if isinstance(current, list) and isinstance(value, dict):
            current.append(value)
        elif isinstance(current, list) and value is None:
            target[key] = []
        elif isinstance(current, dict) and isinstance(value, dict):
            merge(current, value, f"{path}/{key}")
        else:
            target[key] = value


def find(target: dict[str, Any], name: str) -> str | None:
    """The property of *target* called *name* in any case."""
    if name in target:
        return name
    wanted = name.lower()
    return next((key for key in target if key.lower() == wanted), None)


def operate(target: dict[str, Any], operation: dict[str, Any], place: int) -> None:
    """Carry out one operation: add, replace, remove or test. Raises SuperOfficeError 400 and 409."""
    kind, path = operation.get("op"), operation.get("path")
    if kind not in ("add", "replace", "remove", "test"):
        raise bad_request(f"[{place}].op: add, replace, remove or test is expected")
    if not isinstance(path, str) or not path.strip("/"):
        raise bad_request(f"[{place}].path: the name of a property is expected")
    parts = [part.replace("~1", "/").replace("~0", "~") for part in path.strip("/").split("/")]
    if parts[0] in READ_ONLY:
        raise bad_request(f"{path}: the property cannot be written")
    parent = walk(target, parts[:-1], path)
    value = operation.get("value")
    if kind == "test":
        if not same(read(parent, parts[-1], path), value):
            raise SuperOfficeError(409, "SoConflictException", f"The test of {path} failed")
    elif isinstance(parent, list):
        change_list(parent, parts[-1], kind, value, path)
    else:
        key = find(parent, parts[-1])
        if key is None:
            if parent is target:
                raise bad_request(f"{path}: there is no such property")
            key = parts[-1]
        parent[key] = None if kind == "remove" else value


def walk(target: dict[str, Any], parts: list[str], path: str) -> Any:
    """The object or list that holds the last part of *path*. Raises SuperOfficeError 400."""
    current: Any = target
    for part in parts:
        current = read(current, part, path)
    if not isinstance(current, dict | list):
        raise bad_request(f"{path}: its parent is null or a plain value")
    return current


def read(parent: Any, part: str, path: str) -> Any:
    """One step down. Raises SuperOfficeError 400."""
    if isinstance(parent, dict):
        key = find(parent, part)
        if key is not None:
            return parent[key]
    elif isinstance(parent, list) and part.isdecimal() and int(part) < len(parent):
        return parent[int(part)]
    raise bad_request(f"{path}: there is no such property")


def change_list(target: list[Any], part: str, kind: str, value: Any, path: str) -> None:
    """Add to, replace in or remove from a list. Raises SuperOfficeError 400."""
    if kind == "add" and part == "-":
        target.append(value)
        return
    if not part.isdecimal() or int(part) > len(target) - (kind != "add"):
        raise bad_request(f"{path}: the list has no such place")
    if kind == "add":
        target.insert(int(part), value)
    elif kind == "replace":
        target[int(part)] = value
    else:
        target.pop(int(part))


def same(left: Any, right: Any) -> bool:
    """Equality of a test operation; a nested object is compared by the properties that the test names."""
    if isinstance(left, dict) and isinstance(right, dict):
        return all((key := find(left, name)) is not None and same(left[key], item) for name, item in right.items())
    return bool(left == right)
