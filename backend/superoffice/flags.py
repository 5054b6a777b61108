"""The warning by which people see that a row is not known to be one with an event (scenario 11)."""

from __future__ import annotations

import logging

from backend.superoffice import payload
from backend.superoffice.client import ApiError, Client

log = logging.getLogger(__name__)

#: values of CautionWarning (contracts/superoffice.md §3.1)
_WARNING, _NO_WARNING = "NotInSync", "OK"


class Flags:
    """Warnings on the rows of *client*'s user; *system* sets them on invitations, which their owners may not."""

    def __init__(self, client: Client, system: Client | None) -> None:
        self._client = client
        self._system = system

    def put(self, item_id: str, *, wanted: bool) -> None:
        """Set the warning of a row, or take it away. Where that is refused the row stays as it is.

        Raises SideError; ApiError where SuperOffice has an error of its own.
        """
        body = payload.patch({"CautionWarning": _WARNING if wanted else _NO_WARNING})
        refused = self._patch(self._client, item_id, body)
        if refused and refused.status == 403 and self._system:
            refused = self._patch(self._system, item_id, body)
        if refused:
            log.warning("SuperOffice does not let a row be marked: %s %s", refused.status, refused.kind)

    def _patch(self, client: Client, item_id: str, body: list[payload.Properties]) -> ApiError | None:
        """Change a row. Answers why it was not."""
        try:
            client.call("PATCH", f"v1/Appointment/{item_id}", body=body, safe=True)
        except ApiError as error:
            if error.status >= 500:
                raise
            return error
        return None
