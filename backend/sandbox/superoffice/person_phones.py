"""Kinds of telephone numbers, by the property of the entity that lists them."""

from __future__ import annotations

#: property of the person or company -> `phone.ptype_idx`
PHONE_TYPES = {
    "Phones": 1, "ContactFaxes": 2, "OfficePhones": 16385, "PrivatePhones": 16386, "Faxes": 16387,
    "MobilePhones": 16388, "OtherPhones": 16390, "ChatEmails": 16391, "InternetPhones": 16392,
}  # fmt: skip
