"""What a person does to an item in the pane, followed through to SuperOffice and Outlook."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.addin.conftest import Outlook, Stage, appointment, named, presses, says, section
from tests.api.v1.acts import cards, prefer
from tests.company import at


def finds(outlook: Outlook, label: str, words: str, name: str) -> None:
    """Type into a field that searches, and take a row with the keyboard."""
    field = outlook.pane.get_by_role("combobox", name=label, exact=True)
    field.fill(words)
    expect(outlook.pane.get_by_role("option", name=name)).to_have_count(1)
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value(name)


def chooses(outlook: Outlook, name: str) -> None:
    """An entry of the menu beside the state."""
    presses(outlook, "More")
    outlook.pane.get_by_role("menuitem", name=name, exact=True).click()


def test_an_item_is_added_with_what_it_concerns(outlook: Outlook, stage: Stage) -> None:
    people = stage.company["linda"]
    other = cards(stage.company)["other"]
    project = people.in_superoffice.http.post("/v1/Project", json={"Name": "Harbour"}).json()["ProjectId"]
    outlook.opens_pane(item=appointment(people.in_outlook.adds("Lunch", at(2, 11))))
    says(outlook, "Not in SuperOffice")
    presses(outlook, "Choose type, company and more")
    finds(outlook, "Company", "another", "Another AS")
    presses(outlook, "Add to SuperOffice")
    says(outlook, "A sync is about to begin")
    stage.works()
    says(outlook, "In sync")
    row = people.in_superoffice.item("Lunch")
    assert (row["Contact"]["ContactId"], row["Project"]) == (other, None)

    outlook.pane.get_by_text("Concerns").click()
    finds(outlook, "Project", "harb", "Harbour")
    outlook.pane.get_by_role("combobox", name="Company", exact=True).fill("")
    presses(outlook, "Save")
    says(outlook, "A sync is about to begin")
    row = people.in_superoffice.item("Lunch")
    assert (row["Contact"], row["Project"]["ProjectId"]) == (None, project)

    outlook.pane.get_by_role("link", name="Open in SuperOffice").click()
    assert len(outlook.heard("browsed")) == 1


def test_an_item_is_taken_out_of_the_sync_and_included_again(outlook: Outlook, stage: Stage) -> None:
    people = stage.company["linda"]
    event = people.in_outlook.adds("Lunch", at(2, 11))
    stage.company.run("linda")
    outlook.opens_pane(item=appointment(event))
    says(outlook, "In sync")
    chooses(outlook, "Take out of the sync")
    says(outlook, "A sync is about to begin")
    stage.works()
    says(outlook, "You took this item out of the sync; both sides keep what they have.")
    people.in_outlook.changes(event, subject="Late lunch")
    stage.company.run("linda")
    assert people.in_superoffice.titles() == ["Lunch"]
    presses(outlook, "Include this one")
    says(outlook, "A sync is about to begin")
    stage.works()
    says(outlook, "In sync")
    assert people.in_superoffice.titles() == ["Late lunch"]


def test_what_a_preference_keeps_back_is_included_or_the_preference_opened(outlook: Outlook, stage: Stage) -> None:
    people = stage.company["linda"]
    prefer(stage.company, free=False)
    private = people.in_outlook.adds("Salary", at(3, 11), sensitivity="private")
    free = people.in_outlook.adds("Lunch", at(2, 11), showAs="free")
    stage.company.run("linda")
    outlook.opens_pane(item=appointment(free))
    says(outlook, "Not synced")
    presses(outlook, "Change the rule")
    expect(outlook.pane.locator("[id='free']")).to_be_focused()
    presses(outlook, "Back")
    presses(outlook, "Include this one")
    says(outlook, "A sync is about to begin")
    stage.works()
    says(outlook, "In sync")
    outlook.opens(private)
    presses(outlook, "Only its time")
    says(outlook, "A sync is about to begin")
    stage.works()
    says(outlook, "In sync")
    titles = people.in_superoffice.titles()
    assert len(titles) == 2 and "Lunch" in titles and "Salary" not in titles


def test_a_conflict_is_settled_field_by_field(outlook: Outlook, stage: Stage) -> None:
    people = stage.company["linda"]
    event = people.in_outlook.adds("Lunch", at(2, 11), location={"displayName": "Here"})
    stage.company.settles("linda")
    row = people.in_superoffice.item("Lunch")["AppointmentId"]
    people.in_superoffice.changes(row, Title="SuperOffice's", Location="SuperOffice's")
    people.in_outlook.changes(event, subject="Outlook's", location={"displayName": "Outlook's"})
    outlook.opens_pane(item=appointment(event))
    says(outlook, "Changed in both")
    # before any sync has seen it: the choice follows the sync
    presses(outlook, "Title: keep Outlook's")
    says(outlook, "A sync is about to begin")
    stage.works()
    says(outlook, "counts now", "A sync is about to begin")
    stage.works()
    says(outlook, "Synced")
    assert people.in_superoffice.titles() == people.in_outlook.subjects() == ["Outlook's"]
    # and one that a sync has settled
    lost = "Outlook" if people.in_superoffice.items()[0]["Location"] == "SuperOffice's" else "SuperOffice"
    presses(outlook, f"Keep {lost}'s")
    says(outlook, "A sync is about to begin")
    stage.works()
    expect(outlook.pane.get_by_text("Changed in both")).to_have_count(0)
    assert people.in_superoffice.items()[0]["Location"] == f"{lost}'s"
    assert people.in_outlook.items()[0]["location"]["displayName"] == f"{lost}'s"


def test_what_is_not_saved_is_saved_first(outlook: Outlook, stage: Stage) -> None:
    people = stage.company["linda"]
    event = people.in_outlook.adds("Lunch", at(2, 11))
    draft = {"kind": "appointment", "mode": "compose", "id": None, "people": named("clara@havbris.example")}
    outlook.opens_pane(item={**draft, "savedAs": None})
    says(outlook, "Not saved yet", "Clara Customer")
    presses(outlook, "Save and add")
    says(outlook, "Outlook could not save the appointment. Outlook says: failed")
    outlook.shows(item={**draft, "savedAs": event})
    presses(outlook, "Save and add")
    says(outlook, "A sync is about to begin")
    stage.works()
    says(outlook, "In sync")
    assert people.in_superoffice.titles() == ["Lunch"]


def test_somebody_elses_calendar_is_only_looked_at(outlook: Outlook, stage: Stage) -> None:
    outlook.opens_pane(item=appointment("AAMk", owner="julie@nordlys.example"))
    says(outlook, "In somebody else's calendar")
    expect(section(outlook, "This item")).to_contain_text("julie@nordlys.example")
    expect(outlook.pane.get_by_role("button", name="Add to SuperOffice")).to_be_disabled()


def test_a_sync_that_waits_is_cancelled_and_what_is_not_synced_opens(outlook: Outlook, stage: Stage) -> None:
    private = stage.company["linda"].in_outlook.adds("Salary", at(3, 11), sensitivity="private")
    stage.company.run("linda")
    outlook.opens_pane()
    presses(outlook, "Sync now")
    presses(outlook, "Cancel the sync")
    expect(outlook.pane.get_by_role("button", name="Sync now")).to_be_visible()
    outlook.pane.get_by_text("Not synced: 1 item").click()
    section(outlook, "Mailbox").get_by_role("button", name="Open the item of").click()
    expect(section(outlook, "Mailbox").get_by_role("button", name="Open the item of")).to_be_enabled()
    # Outlook's script spells ids as EWS does
    assert outlook.heard("opened") == [private.replace("-", "/").replace("_", "+")]
