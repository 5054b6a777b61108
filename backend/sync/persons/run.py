"""One pass over the persons of a mailbox: why they are wanted, what changed, what is written (decision 010)."""

from __future__ import annotations

from sqlalchemy import Engine

from backend.core.person_links import PersonLink
from backend.core.person_marks import Birthdays, PersonMarker
from backend.core.person_plan import Step
from backend.core.reasons import Reason
from backend.core.values import replace
from backend.core.words import Phrase
from backend.store import persons as store
from backend.store.database import reading, session
from backend.store.secrets import Vault
from backend.store.tables import Mailbox
from backend.sync.desk import Desk
from backend.sync.persons.apply import Applier
from backend.sync.persons.follow import follow, with_details
from backend.sync.persons.pictures import set_pictures
from backend.sync.persons.planning import PORTION, Planned, Planner
from backend.sync.persons.reasons import reasons_now
from backend.sync.persons.table import PersonSides, Table
from backend.sync.persons.watch import watch


def sync_persons(desk: Desk, sides: PersonSides) -> None:
    """Bring the contacts of a mailbox in step with SuperOffice, when it wants persons at all.

    Always one way, whatever the direction says. Raises SideError, LeaseLost; what was written until then counts,
    and nothing is written twice.
    """
    if not desk.rules.preferences.sync_persons:
        return
    with session(desk.engine) as work:
        mailbox = work.get_one(Mailbox, desk.mailbox_id)
    table = Table(desk, sides, _marker(desk.vault, mailbox))
    with desk.reading() as connection:
        links = store.links(connection, desk.mailbox_id)
        cursor = store.cursor(connection, desk.mailbox_id)
    before = dict(links)
    reasons = reasons_now(table)
    present = follow(table, reasons, links)
    _move_merged(desk, before, links)
    versions = with_details(table, present, links, cursor[1] if cursor else desk.now)
    watched = watch(table, links, cursor[0] if cursor else None)
    planner = Planner(table, reasons, links, versions, watched)
    applier = Applier(table, planner.plan, links)
    due = planner.due()
    for start in range(0, len(due), PORTION):
        applier.apply(planner.steps(due[start : start + PORTION]))
    applier.apply(planner.released())
    applier.apply(_guarded(desk, planner.unwanted(), len(links)))
    set_pictures(table, links, versions.keys() & reasons.wanted().keys())
    with desk.transaction() as connection:
        store.keep_sources(connection, desk.mailbox_id, reasons.changed(), reasons.dropped())
        if watched.cursor:
            store.move(connection, desk.mailbox_id, watched.cursor, desk.now)


def birthdays_of(engine: Engine, vault: Vault, mailbox: Mailbox) -> Birthdays:
    """The birthdays of a mailbox's contacts: their yearly events never become appointments."""
    with reading(engine) as connection:
        return Birthdays(_marker(vault, mailbox), store.birthdays(connection, mailbox.id))


def _marker(vault: Vault, mailbox: Mailbox) -> PersonMarker:
    return PersonMarker(vault.unlock(mailbox.salt))


def _move_merged(desk: Desk, before: dict[int, PersonLink], links: dict[int, PersonLink]) -> None:
    """Store that a contact shows another person from now on, before anything is made for him."""
    moved = [link for person, link in links.items() if person not in before]
    if moved:
        with desk.transaction() as connection:
            store.save(connection, moved)


def _guarded(desk: Desk, planned: Planned, linked: int) -> Planned:
    """Hold removals when there are more than the limit, unless they were confirmed (promise 4)."""
    preferences = desk.rules.preferences
    removals = sum(step.write is not None for step in planned.steps)
    limit = max(preferences.mass_delete_items, linked * preferences.mass_delete_percent // 100)
    if removals <= limit or desk.deletions_confirmed:
        return planned
    held = [
        Step(replace(step.link, state="held", reason=Reason.MASS_DELETION.value))
        for step in planned.steps
        if step.link.state != "held"
    ]
    desk.report.skipped[Reason.MASS_DELETION.value] += removals
    desk.report.outcome = "held"
    desk.report.told = (Phrase("run.contacts_held", {"n": removals}),)
    return Planned(held)
