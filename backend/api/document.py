"""Prints the API's OpenAPI document, without settings or a database: `python -m backend.api.document`."""

from __future__ import annotations

import sys

from flask import Flask

from backend.api.v1 import surface
from backend.api.v1.openapi import described


def main() -> None:
    """Print the document that a server answers at /api/openapi.json."""
    app = Flask(__name__)
    surface.add_routes(app)
    with app.app_context():
        sys.stdout.write(app.json.dumps(described()))


if __name__ == "__main__":
    main()
