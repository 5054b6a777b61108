"""What records have in common: e-mails, phones, addresses, lists, country, writers, user-defined fields."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice.carriers import associate_carrier
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.database import Database, Row
from backend.sandbox.superoffice.language import language_of, translated
from backend.sandbox.superoffice.person_phones import PHONE_TYPES
from backend.sandbox.superoffice.routing import Context, bad_request

#: `address.atype_idx` -> name in JSON
ADDRESS_TYPES = {1: "ContactPostalAddress", 2: "ContactStreetAddress", 16387: "PersonPrivateAddress"}
POSTAL, STREET, PRIVATE = 1, 2, 16387

#: property -> column of an address
_ADDRESS = {
    "Address1": "address1", "Address2": "address2", "Address3": "address3", "City": "city", "County": "county",
    "State": "state", "Zipcode": "zipcode",
}  # fmt: skip

#: property -> (table, column of the value, column of the description), for the lists that are not phones
_LISTS = {
    "Emails": ("email", "email_address", "description"),
    "Urls": ("url", "url_address", "description"),
}


def element(value: str, stripped: str, description: str) -> dict[str, Any]:
    """An EntityElement: rows without ids, their order is the rank (contracts/superoffice.md §4)."""
    return {
        "Value": value, "StrippedValue": stripped, "Description": description, "TableRight": None,
        "FieldProperties": {},
    }  # fmt: skip


def written_json(ctx: Context, row: Row) -> dict[str, Any]:
    """Whose record it is, and who wrote it when."""
    return {
        "CreatedDate": ctx.zone.show_stamp(row.get("registered")),
        "UpdatedDate": ctx.zone.show_stamp(row.get("updated")),
        "CreatedBy": associate_carrier(ctx.db, row.get("registered_associate_id") or 0),
        "UpdatedBy": associate_carrier(ctx.db, row.get("updated_associate_id") or 0),
        "Associate": associate_carrier(ctx.db, row.get("associate_id") or 0),
    }


def _by_rank(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: int(row.get("rank") or 0))


def _element_rows(db: Database, owner: str, owner_id: int, name: str) -> list[Row]:
    """The rows behind a list of elements; *owner* is "person" or "contact"."""
    if not owner_id:
        return []
    if name in _LISTS:
        return _by_rank(db.table(_LISTS[name][0]).where(f"{owner}_id", owner_id))
    rows = db.table("phone").where("owner_id", owner_id)
    return _by_rank([row for row in rows if row["ptype_idx"] == PHONE_TYPES[name]])


def elements(db: Database, owner: str, owner_id: int, name: str) -> list[dict[str, Any]]:
    """A list of e-mails, addresses on the web or phones as JSON."""
    rows = _element_rows(db, owner, owner_id, name)
    if name in _LISTS:
        _, value, description = _LISTS[name]
        return [element(row[value], row[value], row.get(description) or "") for row in rows]
    return [element(row["phone"], row["search_phone"], row.get("comment") or "") for row in rows]


def write_elements(db: Database, owner: str, owner_id: int, name: str, given: list[Fields], by: int) -> None:
    """Replace a list where it differs; its rows then get new ids. Raises SuperOfficeError 400."""
    wanted = [(item.text("Value", 254).strip(), item.text("Description", 254)) for item in given]
    wanted = [(value, description) for value, description in wanted if value]
    rows = _element_rows(db, owner, owner_id, name)
    present = [(item["Value"], item["Description"]) for item in elements(db, owner, owner_id, name)]
    if wanted == present:
        return
    table = _LISTS[name][0] if name in _LISTS else "phone"
    for row in rows:
        db.delete(table, row[f"{table}_id"], by)
    for rank, (value, description) in enumerate(wanted, start=1):
        db.insert(table, _element_row(owner, owner_id, name, value, description) | {"rank": rank}, by)


def _element_row(owner: str, owner_id: int, name: str, value: str, description: str) -> Row:
    if name in _LISTS:
        _, value_column, description_column = _LISTS[name]
        row = {"person_id": 0, "contact_id": 0, value_column: value, description_column: description}
        return row | {f"{owner}_id": owner_id} | ({"protocol": "SMTP"} if name == "Emails" else {})
    digits = "".join(sign for sign in value if sign.isdecimal() or sign == "+")
    return {
        "owner_id": owner_id, "ptype_idx": PHONE_TYPES[name], "phone": value, "search_phone": digits,
        "comment": description,
    }  # fmt: skip


def _address_row(db: Database, owner_id: int, kind: int) -> Row | None:
    rows = db.table("address").where("owner_id", owner_id) if owner_id else []
    return next((row for row in rows if row["atype_idx"] == kind), None)


def _structured(db: Database, owner_id: int, kind: int) -> dict[str, Any]:
    row = _address_row(db, owner_id, kind) or {}
    parts = {name: row.get(column) or "" for name, column in _ADDRESS.items()}
    town = f"{parts['Zipcode']} {parts['City']}".strip()
    lines = (parts["Address1"], parts["Address2"], parts["Address3"], town)
    return {
        "AtypeIdx": ADDRESS_TYPES[kind], **parts, "Formatted": "".join(f"{line}\n" for line in lines if line),
    }  # fmt: skip


def address_json(db: Database, owner_id: int, street: int, postal: int | None) -> dict[str, Any]:
    """An Address: structured, formatted, and as the lines of a form."""
    street_json = _structured(db, owner_id, street)
    return {
        "Wgs84Latitude": 0.0,
        "Wgs84Longitude": 0.0,
        "LocalizedAddress": [
            [
                {
                    "Name": name, "Value": street_json[name], "Tooltip": "", "Label": f"SR_AL_{name.upper()}",
                    "ValueLength": 80, "AddressType": ADDRESS_TYPES[street], "TableRight": None,
                    "FieldProperties": {},
                }
            ]
            for name in ("Address1", "Address2", "Address3", "City", "Zipcode")
        ],
        "Street": street_json,
        "Postal": None if postal is None else _structured(db, owner_id, postal),
        "Formatted": street_json["Formatted"],
        "TableRight": None,
        "FieldProperties": {},
    }  # fmt: skip


def write_address(db: Database, owner_id: int, kind: int, given: Fields, by: int) -> None:
    """Set one structured address."""
    if not given:
        return
    values = {column: given.text(name, 254) for name, column in _ADDRESS.items()}
    row = _address_row(db, owner_id, kind)
    if row:
        db.update("address", row["address_id"], values, by)
    elif any(values.values()):
        db.insert("address", {"owner_id": owner_id, "atype_idx": kind, **values}, by)


def list_json(ctx: Context, name: str, item_id: int) -> dict[str, Any] | None:
    """An item of a list as `{Id, Value}`; None for none."""
    rows = ctx.db.table("list_item").where("list", name)
    row = next((row for row in rows if row["item_id"] == item_id), None)
    if row is None:
        return None
    return {
        "Id": item_id, "Value": translated(row["name"], language_of(ctx)), "Tooltip": "", "TableRight": None,
        "FieldProperties": {},
    }  # fmt: skip


def country_json(db: Database, country_id: int) -> dict[str, Any] | None:
    """A Country; None for none."""
    row = db.table("country").get(country_id)
    if row is None:
        return None
    return {
        "CountryId": country_id, "Name": row["name"], "CurrencyId": 0, "EnglishName": row["english_name"],
        "TwoLetterISOCountry": row["two_letter"], "ThreeLetterISOCountry": row["three_letter"],
        "ImageDescription": "", "OrgNrText": "", "InterAreaPrefix": "", "DialInPrefix": row["dial_in"],
        "ZipPrefix": "", "DomainName": row["domain"], "AddressLayoutId": 0, "DomesticAddressLayoutId": 0,
        "ForeignAddressLayoutId": 0, "Rank": row["rank"], "Tooltip": "", "Deleted": False, "TableRight": None,
        "FieldProperties": {},
    }  # fmt: skip


def interests_json(
    ctx: Context, link: str, column: str, owner: str, owner_id: int, name: str
) -> list[dict[str, Any]]:
    """Every interest of a list, those of the record selected."""
    chosen = {row[column] for row in ctx.db.table(link).where(owner, owner_id)} if owner_id else set()
    language = language_of(ctx)
    return [
        {
            "Id": row["item_id"], "Name": translated(row["name"], language), "ToolTip": "", "Deleted": False,
            "Rank": row["rank"], "Type": name, "ColorBlock": 0, "IconHint": name,
            "Selected": row["item_id"] in chosen,
            "LastChanged": ctx.zone.show_stamp(None), "ChildItems": [], "ExtraInfo": "", "StyleHint": "",
            "Hidden": False, "FullName": None, "TableRight": None, "FieldProperties": {},
        }
        for row in _by_rank(ctx.db.table("list_item").where("list", name))
    ]  # fmt: skip


def write_interests(
    db: Database, link: str, column: str, owner: str, owner_id: int, given: list[Fields], by: int
) -> None:
    """Make the interests of a record those that are selected."""
    wanted = {item.number("Id") for item in given if item.flag("Selected")}
    for row in db.table(link).where(owner, owner_id):
        if row[column] not in wanted:
            db.delete(link, row[f"{link}_id"], by)
        wanted.discard(row[column])
    for item_id in sorted(wanted):
        db.insert(link, {owner: owner_id, column: item_id}, by)


def custom_fields(body: Fields, row: Row | None) -> dict[str, str]:
    """The user-defined fields after a save: those sent over those stored. Raises SuperOfficeError 400."""
    sent = {**_texts(body, "UserDefinedFields"), **_texts(body, "CustomFields")}
    return dict(row.get("custom_fields") or {} if row else {}) | sent


def _texts(body: Fields, name: str) -> dict[str, str]:
    given = body.get(name) or {}
    if not isinstance(given, dict):
        raise bad_request(f"{body.where(name)}: an object is expected")
    values = {}
    for key, value in given.items():
        if value is not None and not isinstance(value, str):
            raise bad_request(f"{body.where(name)}.{key}: text is expected")
        if not key.endswith((":org", ":DisplayText", ":DisplayTooltip")):
            values[key] = value or ""
    return values
