"""Two calendars that meet for the first time, or again after the links were lost: joined, never doubled."""

from __future__ import annotations

from sqlalchemy import text

from backend.core.items import Side
from tests.company import Colleague, Company, at

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR


def _fill(linda: Colleague, number: int = 4) -> None:
    for day in range(1, number + 1):
        linda.in_outlook.adds(f"Outlook {day}", at(day, 9))
        linda.in_superoffice.adds(f"SuperOffice {day}", at(day, 13))


def test_calendars_that_hold_the_same_items_are_joined(company: Company) -> None:
    linda = company["linda"]
    for day in range(1, 4):
        linda.in_outlook.adds(f"Item {day}", at(day, 9))
        linda.in_superoffice.adds(f"Item {day}", at(day, 9), Location="Fjord")
    report = company.run("linda")
    assert not report.created, report.as_json()
    assert linda.in_outlook.item("Item 1")["location"]["displayName"] == "Fjord"
    assert len(linda.in_outlook.items()) == len(linda.in_superoffice.items()) == 3
    company.settles("linda")


def test_titles_longer_than_outlook_holds_are_alike(company: Company) -> None:
    linda = company["linda"]
    title = "Budget " + "and more " * 40
    linda.in_outlook.adds(title[:255].rpartition(" ")[0], at(1, 9))
    linda.in_superoffice.adds(title.strip(), at(1, 9))
    report = company.run("linda")
    assert not report.created, report.as_json()
    company.settles("linda")


def test_joined_items_that_differed_are_found_again_although_one_was_renamed(company: Company) -> None:
    """A pair that was joined by likeness has no other tie than our back pointer."""
    linda = company["linda"]
    event = linda.in_outlook.adds("Budget", at(1, 9))
    linda.in_superoffice.adds("Budget", at(1, 9), Location="Fjord")
    company.settles("linda")
    with company.product.engine.begin() as connection:
        connection.execute(text("DELETE FROM link"))
    linda.in_outlook.changes(event, subject="Renamed")
    report = company.run("linda")
    assert not report.created, report.as_json()
    company.settles("linda")


def test_items_alike_but_not_unique_are_not_guessed_at(company: Company) -> None:
    """Two equal items on one side: nobody knows which is meant, so each gets its own."""
    linda = company["linda"]
    linda.in_outlook.adds("Call", at(1, 9))
    linda.in_outlook.adds("Call", at(1, 9))
    linda.in_superoffice.adds("Call", at(1, 9))
    company.run("linda")
    assert len(linda.in_outlook.items()) == len(linda.in_superoffice.items()) == 3
    company.settles("linda")


def test_12_lost_links_are_found_again(company: Company) -> None:
    linda = company["linda"]
    _fill(linda)
    company.settles("linda")
    with company.product.engine.begin() as connection:
        connection.execute(text("DELETE FROM link"))
    report = company.run("linda")
    assert report.writes == 0, report.as_json()
    assert len(linda.in_outlook.items()) == len(linda.in_superoffice.items()) == 8
    company.settles("linda")


def test_12_a_fresh_database_finds_everything_again_although_titles_changed(company: Company) -> None:
    """Back pointers, not likeness: items that were edited since are still the same."""
    linda = company["linda"]
    _fill(linda, 2)
    company.settles("linda")
    with company.product.engine.begin() as connection:
        for table in ("link", "cursor", "journal", "history"):
            connection.execute(text(f"DELETE FROM {table}"))
    linda.in_outlook.changes(linda.in_outlook.item("Outlook 1")["id"], subject="Renamed in Outlook")
    linda.in_superoffice.moves(linda.in_superoffice.item("SuperOffice 1")["AppointmentId"], at(9, 9))
    report = company.run("linda")
    assert not report.created, report.as_json()
    assert not report.deleted
    assert len(linda.in_outlook.items()) == len(linda.in_superoffice.items()) == 4
    company.settles("linda")


def test_a_copied_event_is_a_new_item(company: Company) -> None:
    """Outlook copies our property with the event (sync-rules 2)."""
    linda = company["linda"]
    linda.in_superoffice.adds("Budget", at(2, 9))
    company.settles("linda")

    original = linda.in_outlook.item("Budget")
    properties = linda.in_outlook.pointers(original["id"])
    assert properties
    linda.in_outlook.adds("Budget", at(3, 9), singleValueExtendedProperties=properties)
    company.run("linda")
    assert len(linda.in_superoffice.items()) == 2
    company.settles("linda")
    with company.product.engine.begin() as connection:
        connection.execute(text("DELETE FROM link"))
    report = company.run("linda")
    assert report.writes == 0, report.as_json()
    company.settles("linda")
