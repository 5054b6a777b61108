"""Things in the sandbox's SuperOffice that an operation can be called on, each made when it is asked for."""

from __future__ import annotations

from itertools import count
from typing import Any

from tests.sandbox_client import HostSession, SandboxClient

Json = dict[str, Any]

APP, DEVICE, IDENTIFIER, KEY, VALUE = "Sosync", "Outlook", "linda@nordlys.example", "event", "AAMk="
#: what makes an entity a valid one, besides its defaults
NEEDED: dict[str, Json] = {
    "Appointment": {"Title": "Plan"},
    "Contact": {"Name": "Havbris"},
    "Person": {"Firstname": "Clara", "Lastname": "Customer", "Contact": {"ContactId": 1}},
    "Project": {"Name": "Refit", "ProjectType": {"Id": 1}},
    "Selection": {"Name": "Guests", "TargetTableName": "contact"},
}


class Stock:
    """Linda, who makes what is needed, and Julie, whom she invites."""

    def __init__(self, sandbox: SandboxClient, hook: str) -> None:
        self.linda: HostSession = sandbox.superoffice_session("linda")
        self.julie: HostSession = sandbox.superoffice_session("julie")
        self._hook = hook
        self._numbers = count(1)
        self.app()
        self.device()
        #: an appointment with a foreign key
        self.record = self.saved("Appointment")
        self.ok("POST", f"ForeignApp/{APP}/{DEVICE}/{IDENTIFIER}/Key", self.foreign_key())

    def ok(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of a request of Linda's that must succeed."""
        answer = self.linda.request(method, f"/v1/{path}", json=body)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def name(self) -> str:
        """A name that nothing else has."""
        return f"Name{next(self._numbers)}"

    def entity(self, name: str) -> Json:
        """A default entity with what it needs to be saved."""
        default: Json = self.ok("GET", f"{name}/default")
        return default | NEEDED[name]

    def saved(self, name: str) -> int:
        """The id of a new entity."""
        return int(self.ok("POST", name, self.entity(name))[f"{name}Id"])

    def booking(self) -> tuple[int, int]:
        """The rows of a new booking: Linda's, and the invitation of Julie."""
        guests = [{"AssociateId": 5, "PersonId": 15}, {"AssociateId": 6, "PersonId": 16}]
        meeting = self.entity("Appointment") | {"Participants": guests}
        owner = self.ok("POST", "Appointment", meeting)["AppointmentId"]
        of_it = {"MotherId": owner, "RecurrenceRuleId": 0}
        rows = self.ok("POST", "Agents/Appointment/GetAppointmentRecords", of_it)
        return owner, next(row["AppointmentId"] for row in rows if row["AssociateId"] == 6)

    def webhook(self) -> Json:
        """A webhook that is not saved."""
        return {
            "Name": self.name(), "Events": ["activity.created"], "TargetUrl": self._hook,
            "Secret": "hush", "State": "Active", "Type": "webhook",
        }  # fmt: skip

    def webhook_id(self) -> int:
        """The id of a new webhook."""
        return int(self.ok("POST", "Webhook", self.webhook())["WebhookId"])

    def field(self, table: str) -> Json:
        """A user-defined field that is not saved."""
        blank: Json = self.ok("POST", f"{table}/UdefLayout?udefFieldType=ShortText")
        return blank | {"FieldLabel": self.name()}

    def member(self) -> Json:
        """A member of a new project, not saved."""
        return {"ProjectId": self.saved("Project"), "PersonId": 16, "ContactId": 1}

    def member_id(self) -> int:
        """The id of a new project member."""
        return int(self.ok("POST", "ProjectMember", self.member())["ProjectmemberId"])

    def task_id(self) -> int:
        """The id of a new item in the list of tasks."""
        return int(self.ok("POST", "List/Task/Items", {"Value": self.name()})["TaskListItemId"])

    def preference(self) -> Json:
        """A preference as stored."""
        found: Json = self.ok("GET", "Preference/DiaryView/DefaultAlarmTime")
        return found

    def app(self, name: str = APP) -> int:
        """The id of a foreign application."""
        return int(self.ok("POST", f"ForeignApp/{name}")["ForeignAppId"])

    def device(self) -> None:
        """Register the device of the application."""
        self.ok("POST", f"ForeignApp/{APP}/{DEVICE}/{IDENTIFIER}")

    def foreign_key(self) -> Json:
        """The key of the appointment."""
        return {"Key": KEY, "Value": VALUE, "TableName": "appointment", "RecordId": self.record}
