"""How each operation of SuperOffice is called with success: its address, query options and body."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

from requests import Response

from tests.conformance import superoffice_schema
from tests.conformance.superoffice_stock import APP, DEVICE, IDENTIFIER, KEY, NEEDED, VALUE, Json, Stock

#: makes a value when it is needed
Maker = Callable[[Stock], Any]

#: methods that an invited person calls
ANSWERS = ("Accept", "Reject", "SetSeen")
#: a picture of one pixel
_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_ICS = base64.b64encode(b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n").decode()
_START, _END = "2027-01-18T08:00:00Z", "2027-01-18T09:00:00Z"
_JULIE = {"ContactId": 1, "PersonId": 16}


def _saved(name: str) -> Maker:
    return lambda stock: stock.saved(name)


def _entity(name: str) -> Maker:
    return lambda stock: stock.entity(name)


def _fields(name: str) -> Maker:
    return lambda stock: [stock.field(name)]


#: values by the names that query options and the fields of agents' bodies share; a function makes a fresh one
_KNOWN: dict[str, Any | Maker] = {
    "AppointmentId": _saved("Appointment"),
    "AppointmentIds": lambda stock: [stock.booking()[1]],
    "MotherAppointmentId": lambda stock: stock.booking()[0],
    "MotherId": lambda stock: stock.booking()[0],
    "Appointment": _entity("Appointment"),
    "AppointmentEntity": _entity("Appointment"),
    "AppointmentMoveData": lambda stock: {"AppointmentId": stock.record, "NewStartTime": _START},
    "SelectionId": _saved("Selection"),
    "Webhook": Stock.webhook,
    "WebhookId": Stock.webhook_id,
    "Preference": Stock.preference,
    "Preferences": lambda stock: [stock.preference()],
    "UID": Stock.name,
    "ForeignKey": Stock.foreign_key,
    "RecordId": lambda stock: stock.record,
    "EntityId": lambda stock: stock.record,
    "foreignAppEntityId": lambda stock: stock.app(stock.name()),
    **{f"{name}EntityId": _saved(name) for name in NEEDED},
    "ForeignDevice": {"Name": DEVICE, "DeviceIdentifier": IDENTIFIER}, "foreignDeviceId": 1,
    "ApplicationName": APP, "DeviceName": DEVICE, "DeviceIdentifier": IDENTIFIER, "KeyName": KEY,
    "KeyValue": VALUE, "Value": VALUE, "TableName": "appointment", "EntityType": "appointment",
    "RecurrenceRuleId": 0, "UpdateMode": "OnlyThis", "UseMotherId": False, "SendEmailToParticipants": False,
    "AssociateId": 5, "AssociateIds": [5, 6], "userId": 5, "UserName": IDENTIFIER, "GroupId": 1, "ContactId": 1,
    "PersonId": 16, "ContactPersonIds": [_JULIE], "Participant": {"AssociateId": 6, "PersonId": 16},
    "EmailAddress": "julie@nordlys.example", "RejectReason": "On leave", "IcsData": _ICS,
    "StartTime": _START, "EndTime": _END, "StartDate": _START, "NewStartTime": _START, "Dates": [_START],
    "OwnerType": "Appointment", "Count": 5, "IncludeProjectAppointments": False, "udefFieldType": "ShortText",
    "ProviderName": "FindAppointment", "Columns": ["appointmentId"], "DesiredColumns": ["text"], "SortOrder": [],
    "Restriction": [], "Restrictions": [], "Entities": [], "Page": 0, "PageNumber": 0, "PageSize": 5,
    "Context": "", "ListName": "task", "ForceFlatList": True, "AdditionalInfo": "", "OnlyHistory": False,
    "HistoryItems": [], "SearchValue": "a", "Id": 1, "Ids": [1], "RemoveLowerLevels": False,
    "PrefSection": "DiaryView", "PrefKey": "DefaultAlarmTime", "PrefLevel": "Individual",
    "Specifications": [{"Section": "DiaryView", "Key": "DefaultAlarmTime"}],
    "NameFilter": "", "EventFilter": "", "StatusFilter": "Unknown",
}  # fmt: skip
#: the same for single methods, by pattern, where a name means something else
_SPECIAL: dict[str, dict[str, Any | Maker]] = {
    rf".*/({'|'.join(ANSWERS)})\w*": {"AppointmentId": lambda stock: stock.booking()[1]},
    r".*/Appointment/\w+": {"Type": "Appointment"},
    r".*/ForeignSystem/\w+": {"Name": APP},
    r".*/MDO/\w+": {"Name": "task"},
    r".*/UserDefinedFieldInfo/\w+": {"Type": 1},
    r".*/\w+Columns2": {
        "Columns": "appointmentId", "DesiredColumns": "text", "SortOrder": "", "Restriction": "",
        "Restrictions": "", "Entities": "",
    },
}  # fmt: skip
#: whole bodies by pattern of "METHOD template"; the first that fits
_BODIES: dict[str, Any | Maker] = {
    r"POST v1/Agents/ForeignSystem/SaveForeignAppEntity": lambda stock: {"Name": stock.name()},
    r"POST v1/Agents/Preference/SavePreferenceEntity": lambda stock: {"Preference": stock.preference()},
    r"POST v1/Agents/Webhook/SaveWebhook": Stock.webhook,
    r"POST v1/Agents/(Appointment|Associate)/Get(Appointment|Associate)List": [5],
    r"P\w+ v1/Webhook(/Test|/\{id\})?": Stock.webhook,
    r"POST v1/Selection/\{id\}/Members/(Add|Remove)": [1],
    r"POST v1/Selection/\{id\}/Members/\w+": [_JULIE],
    r"POST v1/ProjectMember": Stock.member,
    r"P\w+ v1/List/\{name\}/Items.*": lambda stock: {"Value": stock.name()},
    r"POST v1/String": ["SR_NO"],
    r"POST v1/Archive/.*": {"$select": "appointmentId", "$top": "1"},
    r"P\w+ v1/Preference/.*": {"RawValue": "15"},
    r"POST v1/ForeignApp": lambda stock: {"Name": stock.name()},
    r"PUT v1/ForeignApp/\{app\}": {"Name": APP},
    r"P\w+ v1/ForeignApp/\{app\}/\{device\}/\{identifier\}": {"Name": DEVICE, "DeviceIdentifier": IDENTIFIER},
    r"P\w+ v1/ForeignApp/.*/Key": Stock.foreign_key,
    **{rf"POST v1/Agents/{name}/Save{name}Entity": _entity(name) for name in NEEDED},
    **{rf"POST v1/{name}(/Validate)?": _entity(name) for name in NEEDED},
    **{rf"PUT v1/{name}/\{{id\}}": _entity(name) for name in NEEDED},
    **{rf"PUT v1/{name}/UdefLayout": _fields(name) for name in NEEDED},
    **{rf"PATCH v1/{name}/\{{id\}}": needed for name, needed in NEEDED.items()},
}
#: what stands for the variables of addresses, by pattern of the template; all that fit, the later over the earlier
_VARIABLES: dict[str, dict[str, Any | Maker]] = {
    r".*": {
        "app": APP, "device": DEVICE, "identifier": IDENTIFIER, "table": "appointment",
        "record": lambda stock: stock.record, "key": KEY, "section": "DiaryView", "level": "Individual",
        "provider": "FindAppointment", "name": "Task", "language": "en", "id": 5, "target": 1,
        "event": "activity.changed",
    },
    r"v1/Preference/.*": {"key": "DefaultAlarmTime"},
    r"v1/Webhook/.*": {"key": 1, "id": Stock.webhook_id},
    r"v1/String/.*": {"name": "SR_NO"},
    r"v1/List/\{name\}/Items/.*": {"id": Stock.task_id},
    r"v1/ProjectMember/.*": {"id": Stock.member_id},
    r".*/MergeTo/.*": {"target": _saved("Person")},
    **{rf"v1/{name}/\{{id\}}.*": {"id": _saved(name)} for name in NEEDED},
}  # fmt: skip


def call(stock: Stock, method: str, template: str) -> Response:
    """The answer to one operation, "v1/Appointment/{id}"; what it needs is made first."""
    path = f"/{_path(stock, template)}"
    query = _given(stock, superoffice_schema.query_options(method, template), template)
    caller = stock.julie if template.rpartition("/")[2].startswith(ANSWERS) else stock.linda
    if not template.endswith("Image"):
        return caller.request(method, path, params=query, json=_body(stock, method, template))
    headers = {"Content-Type": "image/png"}
    caller.post(path, data=_PNG, headers=headers)
    data = _PNG if method in ("POST", "PUT") else None
    return caller.request(method, path, params=query, data=data, headers=headers if data else {})


def _path(stock: Stock, template: str) -> str:
    values: dict[str, Any | Maker] = {}
    for pattern, found in _VARIABLES.items():
        if re.fullmatch(pattern, template):
            values |= found
    return re.sub(r"\{(\w+)\}", lambda match: str(_value(stock, values[match[1]])), template)


def _body(stock: Stock, method: str, template: str) -> Any:
    for pattern, body in _BODIES.items():
        if re.fullmatch(pattern, f"{method} {template}"):
            return _value(stock, body)
    if "/Agents/" in template:
        return _given(stock, superoffice_schema.body_fields(template), template)
    return None


def _given(stock: Stock, names: list[str], template: str) -> Json:
    """Values for the *names* of an operation that are known here."""
    known = dict(_KNOWN)
    for pattern, found in _SPECIAL.items():
        if re.fullmatch(pattern, template):
            known |= found
    by_name = {name.lower(): value for name, value in known.items()}
    return {name: _value(stock, by_name[name.lower()]) for name in names if name.lower() in by_name}


def _value(stock: Stock, value: Any | Maker) -> Any:
    return value(stock) if callable(value) else value
