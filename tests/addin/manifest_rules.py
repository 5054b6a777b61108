"""What Outlook demands of a manifest beyond its schema (contracts/addin.md §1.2, §1.4), rule by rule."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID
from xml.etree.ElementTree import Element, fromstring

ICONS = Path(__file__).parents[2] / "static" / "icons"
LOCALES = ("nb-NO", "da-DK", "sv-SE", "de-DE", "nl-NL")
#: surface → whether its pane may be pinned
SURFACES = {
    "MessageReadCommandSurface": True,
    "MessageComposeCommandSurface": True,
    "AppointmentOrganizerCommandSurface": False,
    "AppointmentAttendeeCommandSurface": False,
}

_BASIC = "{http://schemas.microsoft.com/office/officeappbasictypes/1.0}"
_OVERRIDES_1_0 = "{http://schemas.microsoft.com/office/mailappversionoverrides}"
_OVERRIDES_1_1 = "{http://schemas.microsoft.com/office/mailappversionoverrides/1.1}"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"

#: where texts are → most characters of each
_HEADS = {"DisplayName": 125, "Description": 250}
_STRINGS = {"ShortStrings": 125, "LongStrings": 250}
_COMMAND_ICONS = {16, 32, 80}
_LIST_ICONS = {"IconUrl": 64, "HighResolutionIconUrl": 128}
_LARGEST = 256 * 1024


def complaints(manifest: str) -> list[str]:
    """Everything that is wrong with *manifest*; it must be well-formed."""
    root = fromstring(manifest)
    outer = root.find(f"{_OVERRIDES_1_0}VersionOverrides")
    inner = None if outer is None else outer.find(f"{_OVERRIDES_1_1}VersionOverrides")
    if outer is None or inner is None:
        return ["VersionOverrides 1.0 with 1.1 inside is missing"]
    found = [*_identity(root), *_addresses(root), *_texts(root), *_list_icons(root)]
    for version, level, lower in (("1.0", outer, inner), ("1.1", inner, None)):
        elements = list(_without(level, lower))
        for rule in (_resources, _command_icons):
            found += [f"{version}: {complaint}" for complaint in rule(elements)]
    found += _surfaces(outer, inner)
    if len(manifest.encode()) > _LARGEST:
        found.append("the manifest has more than 256 KB")
    return found


def _without(level: Element, left_out: Element | None) -> Iterator[Element]:
    """All elements of a level of overrides, without those of the level inside it."""
    if level is left_out:
        return
    yield level
    for child in level:
        yield from _without(child, left_out)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _identity(root: Element) -> Iterator[str]:
    values = {_local(child): child.text or "" for child in root}
    try:
        UUID(values.get("Id", ""))
    except ValueError:
        yield f"Id {values.get('Id')!r} is no GUID"
    if int(values.get("Version", "0").split(".")[0]) < 1:
        yield "Version is below 1.0"


def _addresses(root: Element) -> Iterator[str]:
    """Every address is https and of the host that AppDomains names."""
    domains = {element.text for element in root.iter() if _local(element) == "AppDomain"}
    addresses = {value for element in root.iter() for value in element.attrib.values() if "://" in value}
    for address in sorted(addresses | {domain or "" for domain in domains}):
        parts = urlsplit(address)
        if parts.scheme != "https":
            yield f"{address} is not https"
        if "*" in address:
            yield f"{address} has a wildcard"
        if f"{parts.scheme}://{parts.netloc}" not in domains:
            yield f"{address} is not of an AppDomain"


def _texts(root: Element) -> Iterator[str]:
    """Every text is short enough and in all languages; the product's name is the same in all."""
    heads = [(child, _HEADS[_local(child)]) for child in root if _local(child) in _HEADS]
    strings = [
        (string, _STRINGS[_local(each)]) for each in root.iter() if _local(each) in _STRINGS for string in each
    ]
    name = heads[0][0].get("DefaultValue")
    for text, limit in heads + strings:
        label = text.get("id") or _local(text)
        default = text.get("DefaultValue") or ""
        translations = {each.get("Locale"): each.get("Value") or "" for each in text}
        for value in (default, *translations.values()):
            if not 0 < len(value) <= limit:
                yield f"{label} has {len(value)} characters, not 1 to {limit}: {value}"
        if default != name and tuple(translations) != LOCALES:
            yield f"{label} is not in all languages: {default}"


def _resources(elements: list[Element]) -> Iterator[str]:
    """Every reference has its resource, and every resource is referred to."""
    kinds = {_BASIC + kind for kind in ("Image", "Url", "String")}
    defined = [name for each in elements if each.tag in kinds and (name := each.get("id"))]
    used = {name for each in elements if (name := each.get("resid"))}
    for resource in sorted(used - set(defined)):
        yield f"resid {resource} has no resource"
    for resource in sorted(set(defined) - used):
        yield f"resource {resource} is not used"
    for resource in sorted({each for each in defined if defined.count(each) > 1}):
        yield f"resource {resource} is there twice"
    for resource in sorted(used | set(defined)):
        if len(resource) > 32:
            yield f"resid {resource} has more than 32 characters"


def _command_icons(elements: list[Element]) -> Iterator[str]:
    """Every button has its three icons, each of the size that it says."""
    addresses = {each.get("id"): each.get("DefaultValue", "") for each in elements if each.tag == _BASIC + "Image"}
    for icon in (each for each in elements if _local(each) == "Icon"):
        sizes = {int(image.get("size", "0")): addresses.get(image.get("resid"), "") for image in icon}
        if set(sizes) != _COMMAND_ICONS:
            yield f"a button has icons of {sorted(sizes)}"
        for size, address in sizes.items():
            yield from _wrong_size(address, size)


def _list_icons(root: Element) -> Iterator[str]:
    addresses = {_local(child): child.get("DefaultValue", "") for child in root}
    for name, size in _LIST_ICONS.items():
        yield from _wrong_size(addresses.get(name, ""), size)


def _wrong_size(address: str, size: int) -> Iterator[str]:
    file = ICONS / Path(urlsplit(address).path).name
    if not re.fullmatch(rf"/static/icons/icon-{size}\.png", urlsplit(address).path):
        yield f"{address} is not the icon of {size} pixels"
    elif png_size(file) != (size, size):
        yield f"{file.name} has {png_size(file)} pixels"


def png_size(file: Path) -> tuple[int, int] | None:
    """Width and height that the header of a PNG file says; None when it is none."""
    head = file.read_bytes()[:24]
    if head[:8] != b"\x89PNG\r\n\x1a\n" or head[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", head[16:])
    return width, height


def _surfaces(outer: Element, inner: Element) -> Iterator[str]:
    """Both levels say the same, but for what only 1.1 knows: pinning and shared folders."""
    levels = {"1.0": _described(outer, inner), "1.1": _described(inner, None)}
    if levels["1.0"] != levels["1.1"]:
        yield "1.0 and 1.1 do not declare the same surfaces and resources"
    for version, level, lower in (("1.0", outer, inner), ("1.1", inner, None)):
        pinned = {
            each.get(_TYPE): any(_local(part) == "SupportsPinning" and part.text == "true" for part in each.iter())
            for each in _without(level, lower)
            if _local(each) == "ExtensionPoint"
        }
        wanted = {surface: may and version == "1.1" for surface, may in SURFACES.items()}
        if pinned != wanted:
            yield f"{version}: surfaces and their pinning are {pinned}"
        shared = [each.text for each in _without(level, lower) if _local(each) == "SupportsSharedFolders"]
        if shared != (["true"] if version == "1.1" else []):
            yield f"{version}: shared folders are {shared}"
        controls = [each.get("id") for each in _without(level, lower) if _local(each) == "Control"]
        if len(set(controls)) != len(controls):
            yield f"{version}: two controls have one id"


def _described(level: Element, lower: Element | None) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Hosts and resources of a level, in order, without what 1.1 has beyond 1.0."""
    parts = [child for child in level if _local(child) in {"Hosts", "Resources"}]
    return [
        (_local(element), tuple(sorted(element.attrib.items())))
        for part in parts
        for element in _without(part, lower)
        if _local(element) not in {"SupportsPinning", "SupportsSharedFolders"}
    ]
