"""What else is in the demo mailboxes: categories, contacts and To Do lists."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, get_args
from uuid import NAMESPACE_URL, uuid5

from backend.sandbox.demo.almanac import Almanac
from backend.sandbox.demo.occasions import Category
from backend.sandbox.demo.outlook import Graph, when
from backend.sandbox.graph import plain_store
from backend.sandbox.graph.contact_folders import default_folder
from backend.sandbox.graph.contact_wire import new_contact
from backend.sandbox.graph.mailboxes import new_container
from backend.sandbox.graph.model import Mailbox
from backend.sandbox.graph.task_wire import changed_task
from backend.sandbox.superoffice.seed_companies import COMPANIES, Company, Somebody
from backend.sandbox.world import Person

#: Outlook's colours in the order of the categories
_COLOURS = ("preset7", "preset4", "preset5", "preset3", "preset9", "preset1", "preset8", "preset0")

#: private people in address books; nobody in the customers' companies
_PRIVATE = (
    ("Astrid", "Aune", "Sister"), ("Bjørn", "Bakken", "Plumber"), ("Cecilie", "Dahlen", "Neighbour"),
    ("Håkon", "Hagen", "Electrician"),
)  # fmt: skip

#: (list, task, deadline in weeks from now or None, done)
_TASKS = (
    ("", "Renew the passport", 4, False),
    ("", "Book a hotel in Bergen", 1, False),
    ("", "Return the library books", -1, True),
    ("", "Ask about parental leave rules", None, False),
    ("", "Present for the farewell party", 2, False),
    ("Reading", "Report on maritime digitalisation", None, False),
    ("Reading", "Style guide for offers", -2, True),
    ("Reading", "New rules for public tenders", 6, False),
    ("Cabin", "Firewood before winter", 0, False),
    ("Cabin", "Paint the shed", 18, False),
    ("Cabin", "Call the chimney sweep", 3, False),
)


def fill_mailbox(graph: Graph, almanac: Almanac, person: Person) -> None:
    """Give *person* categories, contacts and tasks."""
    mailbox = graph.mailbox(person)
    _categories(mailbox)
    _contacts(graph, mailbox)
    _tasks(graph, almanac, mailbox)


def _categories(mailbox: Mailbox) -> None:
    for name, colour in zip(get_args(Category), _COLOURS, strict=True):
        identity = str(uuid5(NAMESPACE_URL, f"{mailbox.owner}/{name}"))
        mailbox.categories.append({"id": identity, "displayName": name, "color": colour})


def _contacts(graph: Graph, mailbox: Mailbox) -> None:
    random = graph.world.random
    business = [(company, somebody) for company in COMPANIES for somebody in company.people]
    cards = [_business_card(*pair) for pair in random.sample(business, 12)]
    cards += [{"givenName": first, "surname": last, "personalNotes": note} for first, last, note in _PRIVATE]
    for card in cards:
        plain_store.insert(graph, mailbox, "contact", default_folder(mailbox).id, new_contact(card))


def _business_card(company: Company, somebody: Somebody) -> dict[str, Any]:
    address = {"street": company.street, "city": company.city, "postalCode": company.zipcode}
    return {
        "givenName": somebody.first_name,
        "surname": somebody.last_name,
        "companyName": company.name,
        "jobTitle": somebody.title,
        "emailAddresses": [{"name": f"{somebody.first_name} {somebody.last_name}", "address": somebody.email}],
        "businessPhones": [company.phone],
        "mobilePhone": somebody.mobile or None,
        "businessAddress": {**address, "countryOrRegion": "Norway"},
    }


def _tasks(graph: Graph, almanac: Almanac, mailbox: Mailbox) -> None:
    lists = {"": next(iter(mailbox.task_lists.values()))}
    for name, title, week, done in _TASKS:
        if name not in lists:
            wire = {"displayName": name, "isOwner": True, "isShared": False, "wellknownListName": "none"}
            lists[name] = new_container(mailbox, wire)
            mailbox.task_lists[lists[name].id] = lists[name]
            plain_store.note_container(mailbox, "list", lists[name])
        body: dict[str, Any] = {"title": title, "status": "completed" if done else "notStarted"}
        if week is not None:
            body["dueDateTime"] = when(datetime.combine(almanac.day(week, 2), time()))
        task = changed_task(None, body, almanac.today)
        plain_store.insert(graph, mailbox, "task", lists[name].id, task)
