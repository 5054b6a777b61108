"""Why an item is not synced or waits: a closed list of codes (their sentences live in core.words)."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """One code a reason; the sentence and the remedy are looked up by it."""

    #: a private event, and the preference `private` keeps those in Outlook
    PRIVATE = "private"
    #: a task that SuperOffice shows to its owner alone: To Do has no privacy
    PRIVATE_TASK = "private_task"
    #: a private event, and the user's SuperOffice licence has no confidential activities by now
    LICENCE = "licence"
    #: an all-day event, and the preference `all_day` is off
    ALL_DAY = "all_day"
    #: an event shown as free, and the preference `free` is off
    FREE = "free"
    #: its type in SuperOffice is not among those that the preference `types` names
    TYPE = "type"
    #: the direction of the mailbox does not let this change travel
    DIRECTION = "direction"
    #: somebody took it out of the sync by hand
    UNLINKED = "unlinked"
    #: its event lies in another calendar than the one that the preference `calendar` names
    OTHER_CALENDAR = "other_calendar"
    #: it lies before or after the window
    OUTSIDE_WINDOW = "outside_window"
    #: a meeting that another mailbox, or the calendar's own invitation, is to bring
    AWAITED = "awaited"
    #: making it in the calendar would invite people whom nobody invited now
    INVITATIONS = "invitations"
    #: a meeting that was over when it was first seen: inviting people to it makes no sense
    OVER = "over"
    #: somebody who does not organise the meeting changed it, and that was put back
    ORGANISER_DECIDES = "organiser_decides"
    #: the person does not come
    DECLINED = "declined"
    #: the meeting is in both systems, but nothing says that the two are one (scenario 11)
    NOT_JOINED = "not_joined"
    #: the organiser has cancelled it
    CANCELLED = "cancelled"
    #: the calendar makes it from a contact's birthday
    BIRTHDAY = "birthday"
    #: a to-do without a time in the diary
    TODO = "todo"
    #: a to-do of a series of which an earlier one is still to be done
    LATER_OCCURRENCE = "later_occurrence"
    #: a to-do that somebody handed over, and that is not accepted yet
    NOT_ACCEPTED = "not_accepted"
    #: its end lies before its start
    END_BEFORE_START = "end_before_start"
    #: it names a time zone that nobody knows
    UNKNOWN_ZONE = "unknown_zone"
    #: it lacks what an appointment needs, or cannot be read
    UNREADABLE = "unreadable"
    #: the other system refused to take it
    REFUSED = "refused"
    #: a completed follow-up, which SuperOffice does not let anybody change
    COMPLETED = "completed"
    #: it failed several times in a row and is tried again later
    PARKED = "parked"
    #: it may not be read
    NO_ACCESS = "no_access"
    #: more deletions at once than the guard lets through
    MASS_DELETION = "mass_deletion"
