"""What the session tells of rights in SuperOffice, also while that does not answer."""

from __future__ import annotations

import threading
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from backend.api.v1 import rights
from backend.api.v1.rights import AGAIN, BELIEVED, KnownRights
from backend.store.tables import Mailbox, Organisation
from backend.sync.rights import Rights
from tests.api.v1.conftest import Pane
from tests.company import Company

UNKNOWN = {"administrator": None, "hides_texts": None}
YES = Rights(administrator=True, hides_texts=True)


def _rights(pane: Pane) -> dict[str, Any]:
    answer = pane.get("/session")
    assert answer.status_code == 200
    return dict(answer.get_json()["rights"])


def test_the_session_tells_who_administrates_and_whose_texts_can_be_hidden(
    company: Company, linda: Pane, julie: Pane
) -> None:
    company.sandbox.control("POST", "licence", {"user": "julie", "confidential": False})
    assert _rights(linda) == {"administrator": True, "hides_texts": True}
    assert _rights(julie) == {"administrator": False, "hides_texts": False}


def test_nothing_is_known_while_superoffice_fails_or_is_closed(company: Company, linda: Pane, julie: Pane) -> None:
    company.sandbox.faults.add("superoffice", "403", rate=1.0)
    assert _rights(linda) == UNKNOWN
    company.sandbox.faults.clear()
    with company.product.engine.begin() as connection:
        connection.execute(update(Organisation).values(state="maintenance"))
    assert _rights(julie) == UNKNOWN


def test_a_silent_superoffice_is_asked_once_and_nobody_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    own = Mailbox(organisation_id=uuid4(), associate_id=5, address="linda@nordlys.example")
    now = [0.0]
    asked: list[str] = []
    answers = threading.Event()

    def ask(mailbox: Mailbox) -> Rights:
        asked.append(mailbox.address)
        answers.wait()
        return YES if len(asked) > 1 else Rights()

    known = KnownRights(ask, lambda: now[0])
    with monkeypatch.context() as impatient:
        impatient.setattr(rights, "PATIENCE", 0.0)
        assert known.of(own) == Rights()
        assert known.of(own) == Rights()
    assert len(asked) == 1
    answers.set()
    now[0] += AGAIN
    assert known.of(own) == YES
    now[0] += BELIEVED - AGAIN
    assert known.of(own) == YES
    assert len(asked) == 2
    now[0] += AGAIN
    assert known.of(own) == YES
    assert len(asked) == 3
