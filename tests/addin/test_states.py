"""Every state of the pane, in six languages and three themes: nothing is cut off, nobody is shut out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from backend.config import Settings
from backend.store.database import open_engine
from backend.store.secrets import open_vault
from backend.sync.doors import Doors
from backend.sync.service import Product
from tests.addin.conftest import ROOT
from tests.addin.examples import ITEM, PANE, SYNC, Example
from tests.addin.gallery import Gallery
from tests.addin.test_shown import overflow, violations
from tests.serving import served

#: unions of addin/src/state.ts
UNIONS = {"View": PANE, "ItemView": ITEM, "SyncView": SYNC}


@pytest.mark.parametrize(("union", "examples"), UNIONS.items())
def test_every_state_has_an_example(union: str, examples: Mapping[str, Example]) -> None:
    source = (ROOT / "addin/src/state.ts").read_text(encoding="utf-8")
    (cases,) = re.findall(rf"^export type {union} =$(.*?);$\n\n", source, re.DOTALL | re.MULTILINE)
    states = re.findall(r'\bat: "(\w+)"|\bTold<"(\w+)">', cases)
    assert {name.partition(",")[0] for name in examples} == {one or told for one, told in states}


@pytest.fixture
def gallery(chromium: Browser, tmp_path: Path) -> Iterator[Gallery]:
    """The pane as it is served; what it asks is answered by the examples, so there is no database."""
    settings = Settings(_env_file=None, database_url="postgresql://nowhere", data_dir=tmp_path)
    engine, vault = open_engine(settings), open_vault(settings)
    with served(Product(settings, engine, vault, Doors(settings, engine, vault))) as public:
        panes = Gallery(chromium, f"{public.settings.public_url}/addin/taskpane.html")
        panes.opens()
        yield panes
        panes.closes()


@pytest.mark.parametrize("examples", UNIONS.values(), ids=UNIONS)
def test_every_state_is_whole(
    gallery: Gallery, examples: Mapping[str, Example], subtests: pytest.Subtests
) -> None:
    for name, example in examples.items():
        with subtests.test(name):
            gallery.shows(example)
            for frame, look in gallery.panes:
                assert overflow(frame) <= 0, look
            for theme in ("light", "dark", "forced"):
                assert violations(gallery.seen(theme)) == [], theme
            assert gallery.complaints == []
