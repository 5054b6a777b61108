"""Every code of administration has words, and every word a code."""

from __future__ import annotations

import ast
import inspect

from backend.sync.administration import linking, mailbox_acts, organisation
from backend.sync.administration.users import VERDICTS
from backend.sync.administration.words import CATALOGUE

STATES = {
    "active", "waiting", "failing", "held", "paused", "invited", "unlinked", "needs_sign_in",
    "needs_sign_in.superoffice", "needs_sign_in.calendar", "maintenance", "suspended", "deleted", "resting",
}  # fmt: skip
CONSENTS = {"approved", "not_approved", "revoked", "unavailable"}


def refusals() -> set[str]:
    """The codes with which the code refuses."""
    found = set()
    for module in (linking, mailbox_acts, organisation):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
                assert isinstance(node.args[0], ast.Constant)
                found.add(str(node.args[0].value))
    return found


def test_codes_and_words_are_the_same_set() -> None:
    codes = {f"state.{one}" for one in STATES} | {f"consent.{one}" for one in CONSENTS}
    codes |= {f"proposal.{one}" for one in VERDICTS} | {f"refused.{one}" for one in refusals()}
    assert {key for key, entry in CATALOGUE.entries().items() if "sentence" in entry} == codes


def test_every_sentence_and_remedy_is_a_sentence() -> None:
    for key, entry in CATALOGUE.entries().items():
        if "sentence" in entry:
            sentence, remedy = entry["sentence"], entry["remedy"]
            for form in [sentence] if isinstance(sentence, str) else sentence.values():
                assert form.endswith((".", "{sentence}")), key
            assert remedy == "" or remedy.endswith("."), key
            assert remedy or not key.startswith("refused."), key
