"""Pictures of people and contacts: kept as they came, 404 where there is none."""

from __future__ import annotations

from dataclasses import dataclass

from backend.sandbox.graph.odata import metadata_url
from backend.sandbox.graph.routing import Context, GraphError, bad_request
from backend.sandbox.wire import Response, json_response

#: what the first bytes of a picture say
_KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"GIF8": "image/gif"}


@dataclass(frozen=True, slots=True)
class Photo:
    """One picture."""

    content: bytes
    content_type: str


def read_photo(context: Context, key: str) -> Response:
    """The picture's bytes. Raises GraphError 404."""
    photo = _find(context, key)
    return Response(200, photo.content, {"Content-Type": photo.content_type})


def describe_photo(context: Context, key: str, owner: str) -> Response:
    """The picture's description; sizes are not measured. Raises GraphError 404."""
    photo = _find(context, key)
    url = metadata_url(context, f"{owner}/photo/$entity")
    return json_response(
        {
            "@odata.context": url,
            "@odata.mediaContentType": photo.content_type,
            "id": "1X1",
            "width": 1,
            "height": 1,
        }
    )


def write_photo(context: Context, key: str) -> Response:
    """Keep the body as picture. Raises GraphError 400 when it is none."""
    body = context.request.body
    kind = next((kind for head, kind in _KINDS.items() if body.startswith(head)), None)
    if kind is None:
        raise bad_request("The body is not a JPEG, PNG or GIF picture.", "ErrorInvalidImage")
    context.state.photos[key] = Photo(body, kind)
    return Response(200)


def _find(context: Context, key: str) -> Photo:
    photo: Photo | None = context.state.photos.get(key)
    if photo is None:
        raise GraphError(404, "ImageNotFound", "The photo wasn't found.")
    return photo
