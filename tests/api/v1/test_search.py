"""Searching SuperOffice from the pane."""

from __future__ import annotations

import pytest

from tests.api.v1.acts import Json, refusal
from tests.api.v1.conftest import Pane
from tests.company import Company

WHAT = ("persons", "companies", "projects", "sales")


def found(pane: Pane, what: str, q: str, **query: int) -> list[Json]:
    answer = pane.get(f"/search/{what}", q=q, **query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    items: list[Json] = answer.get_json()["items"]
    return items


def adds(company: Company, kind: str, **values: object) -> Json:
    answer = company["linda"].in_superoffice.http.post(f"/v1/{kind}", json=values)
    assert answer.ok, answer.text
    made: Json = answer.json()
    return made


def test_each_kind_is_found_by_its_words(company: Company, linda: Pane) -> None:
    contact = adds(company, "Contact", Name="Hav & Brise AS")["ContactId"]
    person = adds(company, "Person", Firstname="Ola", Lastname="Søsand", Contact={"ContactId": contact})[
        "PersonId"
    ]
    project = adds(company, "Project", Name="Harbour 2027")["ProjectId"]
    sale = adds(company, "Sale", Heading="Ten boats", Contact={"ContactId": contact})["SaleId"]
    (told,) = found(linda, "persons", "søsand ola brise")
    assert (told["id"], told["name"], told["company_id"]) == (person, "Ola Søsand", contact)
    assert told["company"] == "Hav & Brise AS"
    assert [one["id"] for one in found(linda, "companies", "brise hav")] == [contact]
    assert [one["id"] for one in found(linda, "projects", "HARBOUR")] == [project]
    assert [(one["id"], one["company_id"]) for one in found(linda, "sales", "boats")] == [(sale, contact)]
    assert found(linda, "persons", "ola nobody") == []


def test_a_page_has_its_limit_and_what_was_deleted_is_not_found(company: Company, linda: Pane) -> None:
    made = [adds(company, "Contact", Name=f"Twin {number}")["ContactId"] for number in range(30)]
    assert len(found(linda, "companies", "twin")) == 25
    names = [one["name"] for one in found(linda, "companies", "twin", limit=3)]
    assert names == ["Twin 0", "Twin 1", "Twin 10"]
    company["linda"].in_superoffice.http.delete(f"/v1/Contact/{made[0]}")
    assert "Twin 0" not in [one["name"] for one in found(linda, "companies", "twin", limit=3)]


@pytest.mark.parametrize("q", ["'; drop", "a' or 1=1", "\\'", "100%", "<script>", "$filter=x", "(a) or (b)"])
@pytest.mark.parametrize("what", WHAT)
def test_words_are_words_whatever_they_look_like(linda: Pane, what: str, q: str) -> None:
    assert found(linda, what, q) == []


def test_markup_comes_as_text(company: Company, linda: Pane) -> None:
    name = "<img src=x onerror=alert(1)> 'AS'"
    adds(company, "Contact", Name=name)
    answer = linda.get("/search/companies", q="onerror=alert(1)> 'AS'")
    assert answer.mimetype == "application/json"
    assert [one["name"] for one in answer.get_json()["items"]] == [name]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "q"),
        ({"q": "a"}, "q"),
        ({"q": "  a  "}, "q"),
        ({"q": "x" * 101}, "q"),
        ({"q": "x" * 10_000}, "q"),
        ({"q": "a\x00b"}, "q"),
        ({"q": "ab", "limit": 26}, "limit"),
        ({"q": "ab", "limit": 0}, "limit"),
        ({"q": "ab", "limit": "x"}, "limit"),
        ({"q": "ab", "more": 1}, "more"),
    ],
)
def test_a_malformed_search_is_told_its_field(linda: Pane, query: Json, field: str) -> None:
    assert refusal(linda.get("/search/persons", **query)) == (400, "malformed", field)


def test_there_is_nothing_else_to_search(linda: Pane) -> None:
    assert linda.get("/search/documents", q="ab").status_code == 404
