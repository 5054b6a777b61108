"""The people of an item or a mail in the pane: who they are in SuperOffice, chosen, linked and added there."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.addin.conftest import Outlook, Stage, appointment, mail, presses, says, section
from tests.api.v1.test_people import CLARA, NEW, adds_card, concerned, invites

MARKUP = "<img src=x onerror=alert(1)>"


def row(outlook: Outlook, address: str) -> Locator:
    """One person of the section."""
    return section(outlook, "People").get_by_role("listitem").filter(has_text=address)


def test_everybody_of_a_meeting_is_told_chosen_and_added(outlook: Outlook, stage: Stage) -> None:
    company = stage.company
    person, contact = adds_card(company, CLARA, MARKUP)
    adds_card(company, f"first@{NEW.partition('@')[2]}", "Elsewhere")
    event = invites(company, CLARA, NEW, company["julie"].address)
    company.settles("linda")
    outlook.opens_pane(item=appointment(event))
    says(outlook, "1 colleague")
    clara, new = row(outlook, CLARA), row(outlook, NEW)

    expect(clara).to_contain_text("Several in SuperOffice. Who is meant?")
    clara.get_by_role("radio", name=MARKUP).check()
    clara.get_by_role("button", name="Use this one").click()
    expect(clara).to_contain_text("Linked to this item")
    assert concerned(company) == (person, contact)
    expect(outlook.pane.locator("img")).to_have_count(0)

    new.get_by_role("button", name="Add person").click()
    form = new.get_by_role("form")
    expect(form.get_by_label("First name")).to_be_focused()
    expect(form.get_by_label("Last name")).to_have_value("Face")
    expect(form.get_by_role("combobox", name="Company")).to_have_value("Elsewhere AS")
    outlook.page.keyboard.press("Escape")
    expect(new.get_by_role("button", name="Add person")).to_be_focused()
    outlook.page.keyboard.press("Enter")
    form.get_by_label("First name").fill("Nina")
    form.get_by_role("button", name="Add person").click()
    expect(new).to_contain_text("Known in SuperOffice")
    expect(new).to_contain_text("Nina Face")
    new.get_by_role("button", name="Link Nina Face to this item").click()
    expect(new).to_contain_text("Linked to this item")
    assert concerned(company) not in ((person, contact), (0, 0))


def test_the_people_of_a_mail_are_linked_to_cards_that_are_there(outlook: Outlook, stage: Stage) -> None:
    adds_card(stage.company, "other@address.example", "Newface")
    outlook.opens_pane(item=mail(NEW, CLARA, "linda@nordlys.example"))
    says(outlook, "This is a mail")
    expect(row(outlook, CLARA)).to_contain_text("Known in SuperOffice")
    new = row(outlook, NEW)
    expect(new).to_contain_text("Not in SuperOffice")
    new.get_by_role("button", name="Link to an existing one").click()
    field = new.get_by_role("combobox")
    field.fill("x" * 10_000)
    expect(new.get_by_role("status")).to_have_text("At most 100 characters are searched for.")
    field.fill("ann newface")
    new.get_by_role("option", name="Ann Newface").click()
    expect(new).to_contain_text("Chosen by you")
    outlook.shows(item=None)
    says(outlook, "No item is open")
    outlook.shows(item=mail(NEW))
    expect(row(outlook, NEW)).to_contain_text("Ann Newface")
    presses(outlook, "Change")
    expect(row(outlook, NEW).get_by_role("combobox")).to_be_visible()
