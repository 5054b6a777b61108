"""The preview of a subject on a real item of the caller."""

from __future__ import annotations

from tests.api.v1.conftest import Pane
from tests.company import Company, at

PARTS = ["type", "first line", "company", "department", "person"]


def test_a_build_up_is_shown_on_the_own_item_that_tells_most(company: Company, linda: Pane, julie: Pane) -> None:
    diary = company["linda"].in_superoffice
    card = diary.http.get("/v1/Person/17").json()
    diary.adds("Alone", at(2), Task={"TaskListItemId": 7})
    diary.adds(
        "Offer", at(3), Task={"TaskListItemId": 7}, Person={"PersonId": 17},
        Contact={"ContactId": card["Contact"]["ContactId"]},
    )  # fmt: skip
    company["linda"].in_outlook.adds("Mine")
    company.runs()
    shown = linda.get("/preferences/preview", subject=PARTS)
    assert shown.status_code == 200, shown.text
    assert shown.get_json() == {
        "first_line": "Offer", "subject": "Visit * Offer * Havbris Shipping * Bergen * Clara Customer"
    }  # fmt: skip
    in_norwegian = linda.get("/preferences/preview", subject=["type", "text:CRM"], subject_language="nb-NO")
    assert in_norwegian.get_json()["subject"] == "Besøk * CRM"
    # nothing was saved, and nobody sees another's items
    assert linda.get("/preferences").get_json()["preferences"][3]["source"] == "profile"
    assert julie.get("/preferences/preview", subject=PARTS).get_json() == {"first_line": "", "subject": ""}


def test_what_is_no_build_up_is_refused_with_its_key(linda: Pane) -> None:
    for query in ({"subject": ["colour"]}, {"subject": ["type", "type"]}, {"subject": ["text:only"]}):
        answer = linda.get("/preferences/preview", **query)
        assert (answer.status_code, answer.get_json()["field"]) == (400, "subject")
    assert linda.get("/preferences/preview").status_code == 400
