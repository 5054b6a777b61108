"""Pictures of persons and companies: bytes in, the same bytes out."""

from __future__ import annotations

from backend.sandbox.superoffice.conventions import no_content
from backend.sandbox.superoffice.database import Database, Row
from backend.sandbox.superoffice.routing import Context, SuperOfficeError, bad_request
from backend.sandbox.wire import Response, json_response


def _stored(db: Database, table: int, record_id: int) -> Row | None:
    rows = db.table("binaryobject").where("record_id", record_id)
    return next((row for row in rows if row["table_id"] == table), None)


def get_image(ctx: Context, table: int, record_id: int) -> Response:
    """The picture. Raises SuperOfficeError 404 when there is none."""
    row = _stored(ctx.db, table, record_id)
    if row is None:
        raise SuperOfficeError(404, "SoNotFoundException", "There is no picture")
    return Response(200, row["content"], {"Content-Type": row["mime"]})


def put_image(ctx: Context, table: int, record_id: int) -> Response:
    """Keep the request's body as the picture; its id is the answer. Raises SuperOfficeError 400."""
    if not ctx.request.body:
        raise bad_request("body: the bytes of a picture are expected")
    values: Row = {"content": ctx.request.body, "mime": ctx.request.headers.get("Content-Type") or "image/jpeg"}
    row = _stored(ctx.db, table, record_id)
    if row:
        row = ctx.db.update("binaryobject", row["binaryobject_id"], values, ctx.caller.associate_id)
    else:
        values |= {"table_id": table, "record_id": record_id}
        row = ctx.db.insert("binaryobject", values, ctx.caller.associate_id)
    return json_response(row["binaryobject_id"])


def delete_image(ctx: Context, table: int, record_id: int) -> Response:
    """Drop the picture."""
    row = _stored(ctx.db, table, record_id)
    if row:
        ctx.db.delete("binaryobject", row["binaryobject_id"], ctx.caller.associate_id)
    return no_content()
