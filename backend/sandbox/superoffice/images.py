"""Pictures of persons and companies: bytes in, the same bytes out."""

from __future__ import annotations

from backend.sandbox.superoffice.conventions import no_content
from backend.sandbox.superoffice.database import TABLE_NUMBERS, Database, Row
from backend.sandbox.superoffice.entities import EntityType
from backend.sandbox.superoffice.routing import Context, SuperOfficeError, bad_request, routes
from backend.sandbox.wire import Response, json_response

#: `binaryobjectlink.linkType` of portraits and logos, by number of the table (docs: bloblinktype)
_LINK_TYPES = {TABLE_NUMBERS["person"]: 1, TABLE_NUMBERS["contact"]: 17}


def _link(db: Database, table: int, record_id: int) -> Row | None:
    rows = db.table("binaryobjectlink").where("ownerRecord", record_id)
    return next((row for row in rows if row["ownerTable"] == table), None)


def _stored(db: Database, table: int, record_id: int) -> Row | None:
    link = _link(db, table, record_id)
    return db.table("binaryobject").get(link["binaryObjectId"]) if link else None


def serve_images(kind: EntityType) -> None:
    """Register the addresses of an entity's picture."""
    address, table = f"v1/{kind.name}/{{id}}/Image", TABLE_NUMBERS[kind.table]

    @routes("GET", address)
    def get(ctx: Context) -> Response:
        row = _stored(ctx.db, table, kind.addressed(ctx)[kind.key])
        if row is None:
            raise SuperOfficeError(404, "SoNotFoundException", "There is no picture")
        return Response(200, row["content"], {"Content-Type": row["mimeType"]})

    @routes("PUT", address)
    @routes("POST", address)
    def put(ctx: Context) -> Response:
        return json_response(_store(ctx, table, kind.addressed(ctx)[kind.key]))

    @routes("DELETE", address)
    def delete(ctx: Context) -> Response:
        if link := _link(ctx.db, table, kind.addressed(ctx)[kind.key]):
            ctx.db.delete("binaryobject", link["binaryObjectId"], ctx.caller.associate_id)
            ctx.db.delete("binaryobjectlink", link["binaryobjectlink_id"], ctx.caller.associate_id)
        return no_content()


def _store(ctx: Context, table: int, record_id: int) -> int:
    """Keep the request's body as the picture of a record; gives its id. Raises SuperOfficeError 400."""
    if not ctx.request.body:
        raise bad_request("body: the bytes of a picture are expected")
    values: Row = {
        "content": ctx.request.body,
        "mimeType": ctx.request.headers.get("Content-Type") or "image/jpeg",
    }
    row = _stored(ctx.db, table, record_id)
    if row:
        row = ctx.db.update("binaryobject", row["binaryobject_id"], values, ctx.caller.associate_id)
    else:
        row = ctx.db.insert("binaryobject", values, ctx.caller.associate_id)
        link = {"ownerTable": table, "ownerRecord": record_id, "linkType": _LINK_TYPES[table], "rank": 1}
        link |= {"binaryObjectId": row["binaryobject_id"]}
        ctx.db.insert("binaryobjectlink", link, ctx.caller.associate_id)
    return int(row["binaryobject_id"])
