"""The filter language of archives: what is read, what it means, and what is refused by name."""

from __future__ import annotations

import pytest

from backend.sandbox.superoffice.odata import Condition, Group, parse_columns, parse_filter, parse_order, quote
from backend.sandbox.superoffice.routing import SuperOfficeError


def test_and_binds_stronger_than_or() -> None:
    tree = parse_filter("a = 1 or b = 2 and c = 3")
    assert tree == Group(
        "or",
        (
            Condition("a", "equals", ("1",)),
            Group("and", (Condition("b", "equals", ("2",)), Condition("c", "equals", ("3",)))),
        ),
    )


def test_parentheses_group() -> None:
    tree = parse_filter("(a = 1 or b = 2) and c = 3")
    assert isinstance(tree, Group)
    assert (tree.join, len(tree.parts)) == ("and", 2)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        (r"name eq 'L\'Oréal'", Condition("name", "equals", ("L'Oréal",))),
        (r"name is 'back\\slash'", Condition("name", "equals", ("back\\slash",))),
        ("associateId associateIsOneOf (5,6)", Condition("associateId", "oneOf", ("5", "6"))),
        ("associateId associateIsOneOf(5)", Condition("associateId", "oneOf", ("5",))),
        (
            "date dateBetween ('2026-01-01','2026-02-01')",
            Condition("date", "dateBetween", ("2026-01-01", "2026-02-01")),
        ),
        ("startswith(name,'Hav')", Condition("name", "begins", ("Hav",))),
        ("substringof('bris',name)", Condition("name", "contains", ("bris",))),
        ("date thisWeek", Condition("date", "thisWeek")),
        ("getAllRows=true", Condition("getAllRows", "equals", ("true",))),
        (
            "associate.person_id.(email->person_id).email_address eq 'a@b.no'",
            Condition("associate.person_id.(email->person_id).email_address", "equals", ("a@b.no",)),
        ),
        (
            "updatedDate afterTime 2026-03-01T10:00:00Z",
            Condition("updatedDate", "afterTime", ("2026-03-01T10:00:00Z",)),
        ),
        ("and_more EQ 1", Condition("and_more", "equals", ("1",))),
    ],
)
def test_conditions(text: str, condition: Condition) -> None:
    assert parse_filter(text) == condition


@pytest.mark.parametrize("operator", ["le", "ge", "notEnds", "<=", ">=", "resembles"])
def test_operators_that_superoffice_fails_on_are_refused_with_the_column(operator: str) -> None:
    with pytest.raises(SuperOfficeError, match="appointmentId") as refused:
        parse_filter(f"appointmentId {operator} 5")
    assert refused.value.status == 400


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a =",
        "a = 1 b",
        "(a = 1",
        "a = 'open",
        "= 1",
        "a between (1)",
        "startswith(a)",
        "a in ()",
        "(" * 100,
        "a = 1 and",
    ],
)
def test_broken_filters_are_refused(text: str) -> None:
    with pytest.raises(SuperOfficeError) as refused:
        parse_filter(text)
    assert refused.value.status == 400


@pytest.mark.parametrize("text", ["plain", "it's", "back\\slash", "both\\'", "line\nbreak", ""])
def test_a_quoted_text_reads_back_equal(text: str) -> None:
    assert parse_filter(f"name = {quote(text)}") == Condition("name", "equals", (text,))


def test_columns_and_order() -> None:
    assert parse_columns(" a, b ,a,") == ["a", "b"]
    assert parse_order("a desc, b, c ASC") == [("a", True), ("b", False), ("c", False)]
    with pytest.raises(SuperOfficeError, match="sideways"):
        parse_order("a sideways")
