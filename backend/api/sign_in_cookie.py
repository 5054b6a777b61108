"""What a sign-in must remember between two pages: encrypted, short-lived, in the browser that began it."""

from __future__ import annotations

import base64
import binascii
import json
import time
from typing import Any

from flask import Response, request

from backend.api.context import product
from backend.store.secrets import UnreadableSecret


def put(response: Response, name: str, value: dict[str, Any], seconds: int, path: str) -> None:
    """Keep *value* for *seconds*; only pages under *path* see it."""
    sealed = product().vault.lock(json.dumps({"until": time.time() + seconds, "value": value}))
    response.set_cookie(
        name,
        base64.urlsafe_b64encode(sealed).decode(),
        max_age=seconds,
        path=path,
        httponly=True,
        # the browser comes back from another site by a link: Strict would hide the cookie then
        samesite="Lax",
        secure=product().settings.public_url.startswith("https://"),
    )


def take(name: str) -> dict[str, Any] | None:
    """What was kept; None when nothing was, when its time is over, or when it was tampered with."""
    try:
        content = json.loads(product().vault.unlock(base64.urlsafe_b64decode(request.cookies.get(name, ""))))
    except (UnreadableSecret, binascii.Error, ValueError):
        return None
    value = content["value"] if content["until"] > time.time() else None
    assert value is None or isinstance(value, dict)
    return value


def drop(response: Response, name: str, path: str) -> None:
    """Forget it."""
    response.delete_cookie(name, path=path)
