"""One person's card changed because somebody says so (contracts/superoffice.md §4); a run never does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from backend.core.persons import MAX_EMAILS
from backend.superoffice.client import ApiError, Client

#: field of a contact → the property of the person that holds it
_TEXTS: Final = {
    "given_name": "Firstname", "middle_name": "MiddleName", "surname": "Lastname", "job_title": "Title",
}  # fmt: skip
#: field of a contact → the list of which it shows the first ones, and how many
_LISTS: Final = {
    "emails": ("Emails", MAX_EMAILS), "mobile_phone": ("MobilePhones", 1), "home_phones": ("PrivatePhones", 1),
    "other_phone": ("OtherPhones", 1), "fax": ("Faxes", 1),
}  # fmt: skip
#: fields of a contact that are a person's own
CHANGEABLE: Final = frozenset(_TEXTS) | frozenset(_LISTS)


def change_person(client: Client, person_id: int, field: str, values: Sequence[str]) -> None:
    """Let a person's card say *values* in one of CHANGEABLE; what a contact does not show of it stays.

    Raises SideError, ApiError, ConnectionLost.
    """
    path = f"v1/Person/{person_id}"
    if field in _TEXTS:
        name, value = _TEXTS[field], " ".join(values)
        client.call("PATCH", path, body=[_replaced(name, value)], safe=True)
        return
    name, shown = _LISTS[field]
    entity = client.get(path).data
    if not isinstance(entity, dict):
        raise ApiError(502, "MalformedAnswer")
    before = [one for one in entity.get(name) or [] if isinstance(one, dict)]
    described = {str(one.get("Value")): one.get("Description") for one in before}
    fresh = [{"Value": value, "Description": described.get(value)} for value in values]
    client.call("PATCH", path, body=[_replaced(name, [*fresh, *before[shown:]])], safe=True)


def _replaced(name: str, value: Any) -> Mapping[str, Any]:
    return {"op": "replace", "path": f"/{name}", "value": value}
