"""Words in which tests of acts speak: preferences, answers, cards, and that nothing happens afterwards."""

from __future__ import annotations

from typing import Any

from sqlmodel import select
from werkzeug.test import TestResponse

from backend.store.database import session
from backend.store.tables import Mailbox
from tests.company import Company

Json = dict[str, Any]


def prefer(company: Company, **preferences: Any) -> None:
    """Preferences of everybody's own."""
    with session(company.product.engine) as work:
        for mailbox in work.scalars(select(Mailbox)):
            mailbox.preferences = {**mailbox.preferences, **preferences}
        work.commit()


def refusal(answer: TestResponse) -> tuple[int, str, str]:
    """Status, code and field of a problem."""
    assert answer.mimetype == "application/problem+json", answer.get_data(as_text=True)
    body = answer.get_json()
    assert body["detail"] and "status" in body
    return answer.status_code, body["code"], body.get("field", "")


def accepted(answer: TestResponse) -> None:
    assert answer.status_code == 202, answer.get_data(as_text=True)


def stays(company: Company) -> None:
    """Further runs write nothing and mail nobody."""
    mails = len(company.sandbox.mail())
    company.settles("linda")
    assert len(company.sandbox.mail()) == mails


def cards(company: Company) -> dict[str, int]:
    """Clara's card and company, and another company."""
    http = company["linda"].in_superoffice.http
    wanted = "$filter=email/emailAddress eq 'clara@havbris.example'&$select=personId,contactId"
    (row,) = http.get(f"/v1/Person?{wanted}").json()["value"]
    other = http.post("/v1/Contact", json={"Name": "Another AS"}).json()["ContactId"]
    return {"person": int(row["personId"]), "company": int(row["contactId"]), "other": int(other)}
