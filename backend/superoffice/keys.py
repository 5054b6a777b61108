"""Back pointers: foreign keys on appointments that name the calendar's event (contracts/superoffice.md §7)."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence

from backend.superoffice import archive
from backend.superoffice.archive import chunks
from backend.superoffice.client import CLOSED, ApiError, Client
from backend.superoffice.organisation import Organisation

log = logging.getLogger(__name__)

APP, DEVICE, KEY = "sosync", "outlook", "event"
#: longest value and identifier
LIMIT = 239
#: number of the appointment table
_TABLE = 9
#: rows of one mass operation
_CHUNK = 300
_COLUMNS = ("foreigndevice_id", "table_id", "record_id", "seqno", "subkey", "subvalue")
_SHOWN = ("recordId", "keyValue", "deviceId")
_KEYS = ("foreigndevice_id", "table_id", "record_id", "subkey")


def key_value(text: str) -> str:
    """What stands for a text in SuperOffice: itself, or a hash where it is too long."""
    return text if len(text) <= LIMIT else _hashed(text)


def _hashed(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _number(device: object) -> int:
    """Id of a device as SuperOffice tells it; 0 for none."""
    return archive.identity(device, "ForeignDeviceId") if isinstance(device, dict) else 0


class Pointers:
    """The foreign keys of one mailbox, kept under its address as device identifier.

    *system* opens the mass operations; without it, or where they are refused, each key is a request.
    """

    def __init__(
        self, client: Client, system: Client | None, address: str, organisation: Organisation | None = None
    ) -> None:
        self._client = client
        self._system = system
        self._organisation = organisation or Organisation()
        address = address.strip().lower()
        #: part of addresses, so that it must not have a slash
        self._identifier = _hashed(address) if "/" in address else key_value(address)
        self._device_id = 0
        #: a listing told that nothing is kept under the address
        self._has_none = False
        self._in_bulk = system is not None
        #: the user may not keep keys: the links of the engine do without
        self._refused = False

    def read(self) -> dict[str, str]:
        """Every pointer of the mailbox: appointment id → what was written there; none where the user may not keep
        keys. Raises ApiError for anything else that is in the way."""
        restriction = (
            f"appName is {archive.literal(APP)} and deviceIdentifier is {archive.literal(self._identifier)}"
            f" and keyName is {archive.literal(KEY)} and tableId = {_TABLE}"
        )
        found: dict[str, str] = {}
        try:
            for page in archive.walk(self._client, "v1/ForeignApp", _SHOWN, restriction, "keyId"):
                for row in page.rows:
                    found[str(archive.integer(row, "recordId"))] = str(row.get("keyValue") or "")
                    self._keep_device(archive.identity(row, "deviceId"))
            self._has_none = not found
        except ApiError as error:
            # without them, what is not linked is made twice: only what is closed to us is done without
            if error.status not in CLOSED:
                raise
            self._give_up(error)
        return found

    def write(self, pointers: Mapping[str, str]) -> None:
        """Set pointers: appointment id → event id. Nothing happens where the user may not keep keys."""
        values = [(item, key_value(pointer)) for item, pointer in pointers.items()]
        try:
            for chunk in chunks(values, _CHUNK):
                if not self._refused and not (self._in_bulk and self._upsert(chunk)):
                    for item, value in chunk:
                        self._put(item, value)
        except ApiError as error:
            self._give_up(error)

    def _upsert(self, values: Sequence[tuple[str, str]]) -> bool:
        """Set many in one request. False where the organisation does not allow it."""
        assert self._system is not None
        device = str(self._device())
        body = {
            "TableName": "foreignkey",
            "Columns": _COLUMNS,
            "Keys": _KEYS,
            "Data": [[device, str(_TABLE), item, "0", KEY, value] for item, value in values],
            "NomatchAction": "NoChange",
            "ReturnRowStatus": False,
        }
        try:
            result = self._system.ask("v1/Agents/DatabaseTable/Upsert", body).data
        except ApiError:
            self._in_bulk = False
            return False
        self._in_bulk = isinstance(result, dict) and result.get("Success") is True
        return self._in_bulk

    def _give_up(self, error: ApiError) -> None:
        """Do without keys from now on. Raises the error where it is no refusal."""
        if error.status >= 500:
            raise error
        self._refused = True
        log.warning("SuperOffice keeps no foreign keys for us: %s %s", error.status, error.kind)

    def _put(self, item: str, value: str) -> None:
        self._device()
        body = {"Key": KEY, "Value": value, "TableName": "appointment", "RecordId": int(item)}
        self._client.call("PUT", f"{self._address}/Key", body=body, safe=True)

    def _device(self) -> int:
        """Id of the mailbox's device, which is made when it is not there."""
        if not self._device_id:
            self._keep_device(self._added() or self._found_or_made())
        if not self._device_id:
            raise ApiError(502, "MalformedAnswer")
        return self._device_id

    def _added(self) -> int:
        """The device of a mailbox of which nothing is kept yet; 0 where nobody knows that, or the app is gone."""
        if not (self._has_none and self._organisation.has_app):
            return 0
        try:
            return self._add()
        except ApiError:
            return 0

    def _found_or_made(self) -> int:
        try:
            return _number(self._client.get(self._address).data)
        except ApiError as error:
            if error.status != 404:
                raise
        self._client.call("POST", f"v1/ForeignApp/{APP}", safe=True)
        return self._add()

    def _add(self) -> int:
        return _number(self._client.call("POST", self._address, safe=True).data)

    def _keep_device(self, number: int) -> None:
        if number:
            self._device_id = number
            self._organisation.has_app = True

    @property
    def _address(self) -> str:
        return f"v1/ForeignApp/{APP}/{DEVICE}/{self._identifier}"
