"""$metadata: the entity types of this Graph in the schema language of OData."""

from __future__ import annotations

from functools import lru_cache
from xml.etree.ElementTree import Element, SubElement, tostring

from backend.sandbox.graph.routing import Context, routes
from backend.sandbox.wire import Response

#: properties by type, only as far as clients look for them
_TYPES = {
    "entity": {"id": "Edm.String"},
    "event": {"subject": "Edm.String", "iCalUId": "Edm.String", "isAllDay": "Edm.Boolean"},
    "calendar": {"name": "Edm.String", "isDefaultCalendar": "Edm.Boolean"},
    "contact": {"displayName": "Edm.String"},
    "todoTask": {"title": "Edm.String"},
    "subscription": {"resource": "Edm.String", "expirationDateTime": "Edm.DateTimeOffset"},
}  # fmt: skip


@routes("GET", "$metadata")
def metadata(context: Context) -> Response:
    """A short EDMX document."""
    del context  # the same for everybody
    return Response(200, _document(), {"Content-Type": "application/xml"})


@lru_cache(maxsize=1)
def _document() -> bytes:
    edmx = "http://docs.oasis-open.org/odata/ns/edmx"
    root = Element("edmx:Edmx", {"Version": "4.0", "xmlns:edmx": edmx})
    services = SubElement(root, "edmx:DataServices")
    names = {"Namespace": "microsoft.graph", "xmlns": "http://docs.oasis-open.org/odata/ns/edm"}
    schema = SubElement(services, "Schema", names)
    for name, properties in _TYPES.items():
        base = {} if name == "entity" else {"BaseType": "graph.entity", "OpenType": "true"}
        entity = SubElement(schema, "EntityType", {"Name": name, **base})
        for property_name, kind in properties.items():
            SubElement(entity, "Property", {"Name": property_name, "Type": kind})
    return b'<?xml version="1.0" encoding="utf-8"?>' + tostring(root)
