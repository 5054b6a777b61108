"""SuperOffice's enumerations for activities: number in the database, name in JSON (contract §3.2)."""

from __future__ import annotations

from typing import Final

TYPE_IN_DIARY: Final = 1
TYPE_IN_CHECKLIST: Final = 2
TYPE_BOOKING: Final = 6
TYPE_BOOKING_CHECKLIST: Final = 7
#: types that are calendar rows; the rest are notes, documents and reports
DIARY_TYPES = frozenset({1, 6})

STATUS_NOT_STARTED: Final = 1
STATUS_STARTED: Final = 2
STATUS_COMPLETED: Final = 3
STATUS_BOOKING: Final = 5
STATUS_MOVED: Final = 6
STATUS_SEEN: Final = 7
STATUS_MOVED_SEEN: Final = 8
STATUS_DECLINED: Final = 9
STATUS_DELETED: Final = 10
STATUS_ASSIGNMENT: Final = 11
STATUS_ASSIGNMENT_SEEN: Final = 12
STATUS_ASSIGNMENT_DECLINED: Final = 13

APPOINTMENT_TYPE = {
    0: "Unknown", 1: "inDiary", 2: "inChecklist", 3: "Note", 4: "Document", 5: "SavedReport",
    6: "BookingForDiary", 7: "BookingForChecklist", 8: "MergeDraft", 9: "MergeFinal",
}  # fmt: skip
COMPLETED = {0: "Unknown", 1: "NotStarted", 2: "Started", 3: "Completed"}
APPOINTMENT_STATUS = {
    0: "UnknownOrPostIt", 1: "NotStarted", 2: "Started", 3: "Completed", 4: "Hidden", 5: "Booking",
    6: "BookingMoved", 7: "BookingSeen", 8: "BookingMovedSeen", 9: "BookingDeclined", 10: "BookingDeleted",
    11: "Assignment", 12: "AssignmentSeen", 13: "AssignmentDeclined",
}  # fmt: skip
INVITATION_STATUS = {
    0: "Unknown", 1: "None", 2: "Accepted", 4: "Hidden", 5: "Invitation", 6: "Moved", 7: "Seen", 8: "MovedSeen",
    9: "Declined", 10: "Cancelled",
}  # fmt: skip
ASSIGNMENT_STATUS = {0: "Unknown", 1: "None", 11: "Assigning", 12: "Seen", 13: "Declined"}
BOOKING_TYPE = {0: "Unknown", 1: "None", 2: "Owner", 3: "Participant"}
PRIVATE = {0: "Public", 1: "PrivateUser", 2: "PrivateGroup"}
VISIBILITY = {0: "All", 1: "Associate", 2: "Group"}
TASK_TYPE = {
    0: "Unknown", 1: "Appointment", 2: "Document", 3: "Email", 4: "Fax", 5: "Phone", 6: "ToDo",
    7: "MailMergeDraft", 8: "MailMergeFinal", 9: "Report", 10: "SaintAll",
}  # fmt: skip
TASK_PHONE: Final = 5
TASK_TO_DO: Final = 6
TASK_DIRECTION = {0: "Unknown", 1: "Incoming", 2: "Outgoing", 3: "SaintAll"}
CAUTION = {
    0: "OK", 1: "NotInSync", 2: "NotNotifiedByEmail", 3: "RecurrencePatternNotSupported",
    4: "IncomingRecurrenceChangeNotSupported", 5: "ExternalParticipantsDateTimeMismatch",
}  # fmt: skip
OWNED_EXTERNALLY = {0: "None", 1: "Other", 2: "Outlook", 3: "Google"}
EXTERNAL_TYPE = {0: "Unknown", 1: "Organizer", 2: "Required", 3: "Optional", 4: "Resource"}
EXTERNAL_STATUS = {0: "Unknown", 1: "TentativelyAccepted", 2: "Accepted", 3: "Declined", 4: "NotResponded"}
#: how an answer outside SuperOffice reads as an invitation status
INVITATION_OF_EXTERNAL = {0: 2, 1: 7, 2: 2, 3: 9, 4: 5}

UPDATE_MODE = {0: "Unknown", 1: "OnlyThis", 2: "ThisAndForward", 9: "StopRecurrence"}
MODE_ONLY_THIS: Final = 1
MODE_FORWARD: Final = 2
MODE_STOP: Final = 9

PATTERN = {0: "Unknown", 1: "Daily", 2: "Weekly", 3: "Monthly", 4: "Yearly", 5: "Custom"}
DAY_PATTERN = {0: "Unknown", 1: "EveryWorkday", 2: "EveryWeekday", 3: "EveryCyclicDay"}
MONTH_PATTERN = {0: "Unknown", 4: "DayOfMonth", 5: "WeekdayOfMonth"}
YEAR_PATTERN = {0: "Unknown", 6: "DayOfMonth", 7: "WeekdayOfMonth"}
WEEKDAYS = {
    0: "Unknown", 1: "Monday", 2: "Tuesday", 4: "Wednesday", 8: "Thursday", 16: "Friday", 32: "Saturday",
    64: "Sunday",
}  # fmt: skip
WEEK_OF_MONTH = {0: "Unknown", 1: "First", 2: "Second", 3: "Third", 4: "Fourth", 5: "Last"}
END_TYPE = {0: "Unknown", 1: "EndDate", 2: "Counter"}


def invitation_status(status: int) -> int:
    """What a row's status column says about the invitation; a row that is none counts as accepted (fixtures)."""
    return status if status in (4, 5, 6, 7, 8, 9, 10) else 2


def completed(status: int) -> int:
    """What a row's status column says about completion."""
    return status if status in (2, 3) else 1
