"""The pane's types of the API are those of the document that the server serves."""

from __future__ import annotations

import subprocess

from backend.api.app import make_app
from backend.sync.service import Product
from tests.addin.conftest import ROOT


def test_the_types_are_made_of_the_document(product: Product) -> None:
    document = ROOT / "build" / "openapi.json"
    document.parent.mkdir(exist_ok=True)
    document.write_bytes(make_app(product).test_client().get("/api/openapi.json").data)
    tool = ROOT / "addin" / "node_modules" / ".bin" / "openapi-typescript"
    made = subprocess.run([tool, document], capture_output=True, text=True, check=True).stdout
    kept = (ROOT / "addin" / "src" / "api-types.ts").read_text(encoding="utf-8")
    # not compared by the assertion itself: the difference of such texts takes minutes to tell
    assert (made.strip() == kept.strip()) is True, "The API has changed: npm run --prefix addin types"
