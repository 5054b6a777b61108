"""Addresses in texts: found however they are written, and never those that nobody wrote there himself."""

from __future__ import annotations

import pytest

from backend.core.mentions import mentioned, spellings
from backend.core.text import canonical, from_plain

RULE = "_" * 80


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Call clara@customer.example about it", ["clara@customer.example"]),
        ("Clara.Oswald@Customer.Example", ["clara.oswald@customer.example"]),
        ("clara@customer.example.", ["clara@customer.example"]),
        ("(clara@customer.example), 'mike@firm.example'!", ["clara@customer.example", "mike@firm.example"]),
        ("Clara Oswald &lt;clara@customer.example&gt;;", ["clara@customer.example"]),
        ('<a href="mailto:clara@customer.example?subject=Hi">Clara</a>', ["clara@customer.example"]),
        ('<a href="mailto:clara%40customer.example">Clara</a>', ["clara@customer.example"]),
        ('<a href="mailto:a@one.example,b@two.example">both</a>', ["a@one.example", "b@two.example"]),
        ("mailto:clara@customer.example", ["clara@customer.example"]),
        ("cla<b>ra@customer</b>.example", ["clara@customer.example"]),
        ("<p>one@a.example</p><p>two@b.example</p>one@a.example", ["one@a.example", "two@b.example"]),
        ("clara@customer.example/mike@firm.example", ["clara@customer.example", "mike@firm.example"]),
        ("o'neill+crm@mail.customer.example", ["o'neill+crm@mail.customer.example"]),
        ("jürgen@bücher.example", ["jürgen@bücher.example"]),
        ("info@xn--bcher-kva.example", ["info@xn--bcher-kva.example"]),
        ("*clara@customer.example*", ["clara@customer.example"]),
        ("To: clara@customer.example", ["clara@customer.example"]),
    ],
)
def test_addresses_are_found(text: str, found: list[str]) -> None:
    assert list(mentioned(canonical(text))) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no address",
        "@clara",
        "clara@",
        "clara@home",
        "5 @ 3.50",
        "a@b.1",
        "clara@-customer.example",
        "https://clara@customer.example/x",
        "https://teams.microsoft.com/l/meetup-join/19:meeting_x@thread.v2/0",
        '<a href="https://customer.example/?to=clara@customer.example">form</a>',
    ],
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert mentioned(canonical(text)) == ()


def test_the_footer_of_an_online_meeting_does_not_count() -> None:
    footer = f"{RULE}\nMicrosoft Teams meeting\nJoin: https://teams.example/x\n12345@t.plcm.example\n{RULE}"
    assert mentioned(from_plain(f"Ask clara@customer.example\n{footer}")) == ("clara@customer.example",)
    assert mentioned(from_plain(f"{footer}\nAsk mike@firm.example")) == ("mike@firm.example",)


def test_a_rule_without_a_link_is_only_a_line() -> None:
    assert mentioned(from_plain(f"Agenda\n{RULE}\nAsk clara@customer.example")) == ("clara@customer.example",)


@pytest.mark.parametrize(
    "header",
    [
        "From: Clara <clara@customer.example>\nSent: Monday\nTo: linda@company.example\nSubject: Hi",
        "Von: clara@customer.example\nGesendet: Montag\nAn: linda@company.example",
        "Fra: clara@customer.example\nSendt: mandag\nTil: linda@company.example",
    ],
)
def test_quoted_headers_do_not_count(header: str) -> None:
    text = f"Mike (mike@firm.example) comes along\n-----Original Appointment-----\n{header}\n\nThe text"
    assert mentioned(from_plain(text)) == ("mike@firm.example",)


@pytest.mark.parametrize(
    "piece", ["a", "a@", "@", "a@a.", "a.", "<b>a@</b>", "_", "x@y.example ", "mailto:", "%40"]
)
def test_four_megabytes_of_nonsense_take_no_time_to_speak_of(piece: str) -> None:
    """The cost is bounded by the length: a text that repeats is read within the test run's patience."""
    assert len(mentioned(piece * (4_000_000 // len(piece)))) <= 1


def test_a_text_full_of_addresses_is_read_up_to_a_limit() -> None:
    assert len(mentioned(" ".join(f"p{number}@customer.example" for number in range(1000)))) == 20


def test_a_domain_has_two_spellings() -> None:
    both = {"info@bücher.example", "info@xn--bcher-kva.example"}
    assert spellings("info@bücher.example") == both
    assert spellings("info@xn--bcher-kva.example") == both
    assert spellings("info@customer.example") == {"info@customer.example"}
