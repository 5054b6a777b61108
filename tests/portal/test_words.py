"""The portal has words for every code that the server tells it without any."""

from __future__ import annotations

import json

from backend.jobs.doorbell import TRIGGERS
from backend.sync.administration.acts import WHATS
from tests.addin.conftest import ROOT


def test_the_portal_has_words_for_acts_of_administrators_and_for_triggers_of_runs() -> None:
    # that the other languages have the same keys is tested beside them
    words = json.loads((ROOT / "addin" / "portal" / "words" / "en.json").read_text(encoding="utf-8"))
    assert {f"audit.{what}" for what in WHATS} | {f"trigger.{trigger}" for trigger in TRIGGERS} <= set(words)
