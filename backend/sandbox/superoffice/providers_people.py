"""Archives of people: persons, companies, e-mail addresses."""

from __future__ import annotations

from backend.sandbox.superoffice.archive_model import (
    Link,
    Provider,
    Reader,
    always,
    associate_name,
    by_key,
    computed,
    full_name,
    of_row,
    owned,
    stamps,
    stored,
)
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.person_phones import PHONE_TYPES
from backend.sandbox.superoffice.record_parts import POSTAL, PRIVATE, STREET


def _person_of(reader: Reader, row: Row) -> Row:
    return reader.row("person", row.get("person_id"))


def _contact_of(reader: Reader, row: Row) -> Row:
    return reader.row("contact", row.get("contact_id"))


def _phone(kind: str) -> Link:
    def reach(reader: Reader, row: Row) -> list[Row]:
        owner = row.get("person_id") or row.get("contact_id")
        rows = reader.db.table("phone").where("owner_id", owner)
        return sorted((p for p in rows if p["ptype_idx"] == PHONE_TYPES[kind]), key=lambda p: int(p["rank"]))

    return Link("phoneitem", reach)


def _birth_date(_reader: Reader, row: Row) -> str:
    year, month, day = (int(row.get(f"{part}_of_birth") or 0) for part in ("year", "month", "day"))
    return f"{year:04}-{month:02}-{day:02}" if day else ""


def _interests(reader: Reader, row: Row) -> bool:
    return bool(reader.db.table("personint").where("person_id", row["person_id"]))


PERSON_COLUMNS = (
    stored("personId", "int", "person_id"),
    stored("firstName", "text", "firstname"),
    stored("middleName", "text", "middleName"),
    stored("lastName", "text", "lastname"),
    computed("fullName", "text", lambda _reader, row: full_name(row)),
    computed(
        "fullNameWithContact", "text",
        lambda reader, row: f"{full_name(row)} ({reader.contact_name(row.get('contact_id'))})",
    ),
    stored("contactId", "int", "contact_id"),
    stored("mrMrs", "text", "mrmrs"),
    stored("position", "list", "position_idx", "perspos"),
    stored("personNumber", "text", "number1"),
    stored("title", "text", "title"),
    stored("personCountry", "list", "country_id", "country"),
    stored("personCountryId", "int", "country_id"),
    stored("personNoMail", "bool", "no_mailing"),
    stored("rank", "int", "rank"),
    computed("birthdate", "text", _birth_date),
    stored("birthYear", "int", "year_of_birth"),
    stored("birthMonth", "int", "month_of_birth"),
    stored("birthDay", "int", "day_of_birth"),
    stored("useAsMailingAddress", "bool", "usePersonAddress"),
    stored("retired", "bool", "retired"),
    stored("kanaFirstName", "text", "kanafname"),
    stored("kanaLastName", "text", "kanalname"),
    stored("personAssociateId", "associate", "associate_id"),
    associate_name("personAssociateFullName", "associate_id"),
    stored("personCategory", "list", "category_idx", "category"),
    stored("personBusiness", "list", "business_idx", "business"),
    stored("personDeletedDate", "utc", "deletedDate"),
    computed("hasInterests", "bool", _interests),
    computed("personHasInterests", "bool", _interests),
    computed("hasCompany", "bool", lambda _reader, row: bool(row.get("contact_id"))),
    *stamps("person"),
)  # fmt: skip


def _address(key: str, kind: int) -> Link:
    def reach(reader: Reader, row: Row) -> list[Row]:
        rows = reader.db.table("address").where("owner_id", row.get(key))
        return [address for address in rows if address["atype_idx"] == kind]

    return Link("addressitem", reach)


def _own_associate(reader: Reader, row: Row) -> list[Row]:
    return reader.db.table("associate").where("person_id", row["person_id"])


PERSON_LINKS = {
    "email": owned("emailitem", "email", "person_id", "person_id"),
    "phone": _phone("OfficePhones"),
    "personDirectPhone": _phone("OfficePhones"),
    "personMobilePhone": _phone("MobilePhones"),
    "personPrivate": _phone("PrivatePhones"),
    "personPager": _phone("OtherPhones"),
    "personDirectFax": _phone("Faxes"),
    "personUrl": owned("urlitem", "url", "person_id", "person_id"),
    "personAddress": _address("person_id", PRIVATE),
    "personContact": by_key("simplecontact", "contact", "contact_id"),
    "personAssociate": by_key("allusers", "associate", "associate_id"),
    "correspondingAssociate": Link("allusers", _own_associate),
}


def _company_interests(reader: Reader, row: Row) -> bool:
    return bool(reader.db.table("contactinterest").where("contact_id", row["contact_id"]))


CONTACT_COLUMNS = (
    stored("contactId", "int", "contact_id"),
    stored("name", "text", "name"),
    stored("department", "text", "department"),
    computed("nameDepartment", "text", lambda reader, row: reader.contact_name(row["contact_id"])),
    stored("associateId", "associate", "associate_id"),
    stored("category", "list", "category_idx", "category"),
    stored("business", "list", "business_idx", "business"),
    stored("country", "list", "country_id", "country"),
    stored("countryId", "int", "country_id"),
    stored("number", "text", "number2"),
    stored("code", "text", "number1"),
    stored("orgnr", "text", "orgnr"),
    stored("stop", "bool", "xstop"),
    stored("contactNoMail", "bool", "no_mailing"),
    computed("hasInterests", "bool", _company_interests),
    computed("contactDeleted", "bool", lambda _reader, row: bool(row.get("deletedDate"))),
    stored("deletedDate", "utc", "deletedDate"),
    *stamps(),
)

CONTACT_LINKS = {
    "email": owned("emailitem", "email", "contact_id", "contact_id"),
    "contactPhone": _phone("Phones"),
    "phone": _phone("Phones"),
    "contactFax": _phone("ContactFaxes"),
    "url": owned("urlitem", "url", "contact_id", "contact_id"),
    "streetAddress": _address("contact_id", STREET),
    "postAddress": _address("contact_id", POSTAL),
    "contactAssociate": by_key("allusers", "associate", "associate_id"),
}


EMAIL_COLUMNS = (
    stored("emailId", "int", "email_id"),
    stored("emailAddress", "text", "email_address"),
    stored("emailDescription", "text", "description"),
    stored("emailProtocol", "text", "protocol"),
    stored("personId", "int", "person_id"),
    computed(
        "contactId", "int",
        lambda reader, row: row.get("contact_id") or _person_of(reader, row).get("contact_id"),
    ),
    computed(
        "fullName", "text",
        lambda reader, row: full_name(_person_of(reader, row)) or reader.contact_name(row.get("contact_id")),
    ),
    of_row("firstName", "text", "person", "person_id", "firstname"),
    of_row("lastName", "text", "person", "person_id", "lastname"),
    of_row("retired", "bool", "person", "person_id", "retired"),
)  # fmt: skip


def _person_entity(row: Row) -> str:
    return "retiredPerson" if row.get("retired") else "person"


def _email_entity(row: Row) -> str:
    return "person" if row.get("person_id") else "contact"


def _reachable(reader: Reader, row: Row) -> bool:
    owner = reader.row("person", row["person_id"]) if row.get("person_id") else _contact_of(reader, row)
    return bool(owner) and not owner.get("deletedDate")


def _deleted(_reader: Reader, row: Row) -> bool:
    return bool(row.get("deletedDate"))


def _of_person(reader: Reader, row: Row) -> bool:
    return bool(row.get("person_id")) and _reachable(reader, row)


_EMAIL_LINKS = {
    "person": by_key("person", "person", "person_id"),
    "personContact": by_key("simplecontact", "contact", "contact_id"),
}

PROVIDERS = (
    *(
        Provider(name, "person", PERSON_COLUMNS, PERSON_LINKS, _person_entity)
        for name in ("Person", "SimplePerson", "FindPerson")
    ),
    *(
        Provider(name, "contact", CONTACT_COLUMNS, CONTACT_LINKS, always("contact"))
        for name in ("SimpleContact", "FindContact", "Contact")
    ),
    Provider("RecyclePerson", "person", PERSON_COLUMNS, PERSON_LINKS, _person_entity, _deleted),
    Provider("RecycleContact", "contact", CONTACT_COLUMNS, CONTACT_LINKS, always("contact"), _deleted),
    Provider("EmailAddress", "email", EMAIL_COLUMNS, _EMAIL_LINKS, _email_entity, _reachable),
    Provider("EmailPersonAddress", "email", EMAIL_COLUMNS, _EMAIL_LINKS, always("email"), _of_person),
    # what lies behind prefixes only
    Provider("EmailItem", "email", EMAIL_COLUMNS),
    Provider(
        "PhoneItem", "phone", (stored("formattedNumber", "text", "phone"), stored("description", "text",
        "comment"))
    ),
    Provider(
        "UrlItem", "url",
        (stored("URLAddress", "text", "url_address"), stored("URLDescription", "text", "description")),
    ),
    Provider(
        "AddressItem", "address",
        (
            stored("line1", "text", "address1"), stored("line2", "text", "address2"),
            stored("line3", "text", "address3"), stored("county", "text", "county"), stored("city", "text",
            "city"),
            stored("zip", "text", "zipcode"), stored("state", "text", "state"),
        ),
    ),
)  # fmt: skip
