"""A tenant set up: users, lists, preferences, companies and persons of the sandbox company."""

from __future__ import annotations

from backend.sandbox.superoffice.database import Database, Row
from backend.sandbox.superoffice.person_phones import PHONE_TYPES
from backend.sandbox.superoffice.seed_companies import COMPANIES, OWNER, PROJECTS, Company, Somebody
from backend.sandbox.superoffice.seed_lists import fill_lists
from backend.sandbox.superoffice.seed_preferences import fill_preferences, fill_udef
from backend.sandbox.superoffice.state import SYSTEM_ASSOCIATE_ID
from backend.sandbox.world import Person, World

#: associate of the meeting room
ROOM_ASSOCIATE_ID = 41

#: people beyond the users: companies and persons of each company size
EXTENT = {"demo": (7, 4), "small": (1, 3), "empty": (0, 0)}

INTERNAL, RESOURCE, SYSTEM = 0, 1, 4


def fill(world: World, db: Database) -> None:
    """Set the tenant of *world* up in an empty database."""
    fill_lists(db)
    fill_preferences(db)
    fill_udef(db)
    _company(db, OWNER, 1)
    _users(world, db)
    companies, persons = EXTENT[world.company]
    for company in COMPANIES[:companies]:
        contact = _company(db, company, 5)
        for somebody in company.people[:persons]:
            _person(db, contact["contact_id"], somebody)
    if companies:
        _selections(db)
        _projects(db)


def _users(world: World, db: Database) -> None:
    row = {
        "associate_id": SYSTEM_ASSOCIATE_ID, "name": "SYSTEM", "tooltip": "System user", "username": "",
        "type": SYSTEM,
        "person_id": 0, "contact_id": 0, "group_idx": 3, "deleted": 0, "rank": 99, "isLocation": 0,
        "role": "System user", "is_administrator": 1,
    }  # fmt: skip
    db.insert("associate", row, SYSTEM_ASSOCIATE_ID)
    for person in world.people:
        if person.superoffice:
            _user(db, person)
        elif person.kind == "room":
            row |= {
                "associate_id": ROOM_ASSOCIATE_ID, "name": person.name, "tooltip": person.name, "type": RESOURCE,
                "group_idx": 1, "isLocation": 1, "role": "", "is_administrator": 0,
            }  # fmt: skip
            db.insert("associate", row, SYSTEM_ASSOCIATE_ID)


def _user(db: Database, person: Person) -> None:
    user = person.superoffice
    assert user is not None
    somebody = Somebody(person.first_name, person.last_name, person.address, "Consultant", aliases=person.aliases)
    _person(db, user.contact_id, somebody, user.person_id)
    db.insert("associate", {
        "associate_id": user.associate_id, "name": user.login, "tooltip": person.name, "username": person.address,
        "type": INTERNAL, "person_id": user.person_id, "contact_id": user.contact_id, "group_idx": user.group_id,
        "deleted": 0, "rank": 1, "isLocation": 0, "is_administrator": int(user.is_administrator),
        "role": "Administrator" if user.is_administrator else "User",
    }, SYSTEM_ASSOCIATE_ID)  # fmt: skip


def _company(db: Database, company: Company, associate_id: int) -> Row:
    number = 10000 + len(db.table("contact").rows)
    contact = db.insert("contact", {
        "name": company.name, "department": company.city, "orgnr": "", "number1": company.name[:9].upper(),
        "number2": str(number), "kananame": "", "description": "", "associate_id": associate_id,
        "category_idx": company.category, "business_idx": company.business, "country_id": 578, "no_mailing": 0,
        "xstop": 0, "group_id": 1, "source": 0, "deletedDate": None,
    }, SYSTEM_ASSOCIATE_ID)  # fmt: skip
    contact_id = contact["contact_id"]
    _email(db, f"post@{company.domain}", 0, contact_id, 1)
    _phone(db, contact_id, "Phones", company.phone)
    db.insert("url", {
        "contact_id": contact_id, "person_id": 0, "rank": 1, "url_address": f"https://www.{company.domain}",
        "description": "",
    }, SYSTEM_ASSOCIATE_ID)  # fmt: skip
    for kind in (1, 2):
        db.insert("address", {
            "owner_id": contact_id, "atype_idx": kind, "address1": company.street, "address2": "", "address3": "",
            "city": company.city, "county": "", "state": "", "zipcode": company.zipcode,
        }, SYSTEM_ASSOCIATE_ID)  # fmt: skip
    return contact


def _person(db: Database, contact_id: int, somebody: Somebody, person_id: int = 0) -> Row:
    table = db.table("person")
    person = db.insert("person", {
        "person_id": person_id, "contact_id": contact_id,
        "firstname": somebody.first_name, "middleName": "", "lastname": somebody.last_name,
        "mrmrs": somebody.mrmrs, "mrmrs_idx": 0, "title": somebody.title, "academic_title": "", "description": "",
        "number1": str(20000 + len(table.rows)), "kanafname": "", "kanalname": "", "department": "",
        "rank": 1 + len(table.where("contact_id", contact_id)), "position_idx": 1, "country_id": 578,
        "year_of_birth": somebody.born[0], "month_of_birth": somebody.born[1], "day_of_birth": somebody.born[2],
        "retired": 0, "no_mailing": 0, "usePersonAddress": 0, "associate_id": 5, "business_idx": 0,
        "category_idx": 0, "source": 0, "deletedDate": None,
    }, SYSTEM_ASSOCIATE_ID)  # fmt: skip
    for rank, address in enumerate((somebody.email, *somebody.aliases), start=1):
        _email(db, address, person["person_id"], 0, rank)
    _phone(db, person["person_id"], "MobilePhones", somebody.mobile)
    return person


def _email(db: Database, address: str, person_id: int, contact_id: int, rank: int) -> None:
    db.insert("email", {
        "person_id": person_id, "contact_id": contact_id, "rank": rank, "protocol": "SMTP",
        "email_address": address, "description": "",
    }, SYSTEM_ASSOCIATE_ID)  # fmt: skip


def _phone(db: Database, owner_id: int, kind: str, number: str) -> None:
    if number:
        db.insert("phone", {
            "owner_id": owner_id, "ptype_idx": PHONE_TYPES[kind], "rank": 1, "phone": number,
            "search_phone": "".join(sign for sign in number if sign.isdecimal()), "comment": "",
        }, SYSTEM_ASSOCIATE_ID)  # fmt: skip


def _selections(db: Database) -> None:
    people = [person for person in db.table("person") if person["contact_id"] != 1]
    for name, members in (("Key contacts", people[::2]), ("Newsletter", people)):
        selection = db.insert("selection", {
            "name": name, "description": "", "postit": "", "associate_id": 5, "group_id": 1, "seltype": 0,
            "targetTableNumber": 5, "memberCount": len(members), "lastMembershipChange": db.now(),
            "lastMembershipChangeBy": 5, "visibility": 1, "searchcat_idx": 2, "done": 0, "SystemType": 0,
        }, 5)  # fmt: skip
        for person in members:
            db.insert("selectionmember", {
                "selection_id": selection["selection_id"], "contact_id": person["contact_id"],
                "person_id": person["person_id"], "targetTableNumber": 5, "targetRecordId": person["contact_id"],
            }, 5)  # fmt: skip


def _projects(db: Database) -> None:
    for number, name in enumerate(PROJECTS, start=1):
        db.insert("project", {
            "name": name, "project_number": str(30000 + number), "description": "", "postit": "",
            "associate_id": 5,
            "type_idx": 3, "status_idx": 2, "done": 0, "group_id": 1, "startDate": None, "endDate": None,
            "nextMilestone": None,
        }, 5)  # fmt: skip
