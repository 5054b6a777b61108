"""Where the vendors' documentation is silent, the sandbox can be either way (contracts: every [U] and [UNK])."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args, get_type_hints


class UnknownSwitch(ValueError):
    """A switch or position that does not exist; `args[0]` names it."""


@dataclass(slots=True)
class Switches:
    """One field a switch; the first position listed is the default."""

    # -- Microsoft Graph (contracts/graph.md §11)
    #: If-Match on events: answer 412 on a mismatch, or ignore the header
    graph_if_match: Literal["enforced", "ignored"] = "enforced"
    #: status of ErrorDuplicateTransactionId
    graph_duplicate_transaction: Literal["409", "400"] = "409"
    #: same transactionId and same payload again: the existing event, or the error
    graph_transaction_replay: Literal["returns_existing", "error"] = "returns_existing"
    #: an attendee patches what belongs to the organiser
    graph_attendee_patch: Literal["accepted_locally", "403", "400"] = "accepted_locally"
    #: exceptions and cancelled occurrences when a master's pattern or time changes
    graph_exceptions_after_master_change: Literal["dropped", "kept"] = "dropped"
    #: occurrences in calendarView/delta
    graph_delta_shape: Literal["stubs", "full"] = "stubs"
    #: $select on calendarView/delta
    graph_delta_select: Literal["honoured", "ignored", "refused"] = "honoured"
    #: whether events/delta exists
    graph_events_delta: Literal["offered", "absent"] = "offered"
    #: iCalUId of a series: one for all occurrences, or one each
    graph_ical_uid: Literal["per_series", "per_occurrence"] = "per_series"
    #: undeclared extras uid and occurrenceId on events
    graph_undeclared_ids: Literal["emitted", "absent"] = "emitted"
    #: longest subscription for events and contacts, in minutes
    graph_subscription_minutes: Literal["10080", "4230"] = "10080"
    #: status of reauthorize
    graph_reauthorize_status: Literal["204", "200", "202"] = "204"
    #: local times that a daylight-saving change skips
    graph_gap_times: Literal["shifted", "refused"] = "shifted"
    #: longest calendarView in days
    graph_view_max_days: Literal["1825", "730"] = "1825"
    #: status of a throttled mailbox
    graph_throttle_status: Literal["429", "503"] = "429"
    #: PATCH of an exception answered 200 but visible late (contracts/graph.md §7.20)
    graph_exception_patch_visible: Literal["at_once", "late"] = "at_once"
    #: attendees' copies show the answers of the other attendees that the organiser knows
    graph_copy_answers: Literal["never", "updated"] = "never"

    # -- SuperOffice (contracts/superoffice.md §10)
    #: saving an appointment into somebody else's diary (§3.5)
    superoffice_cross_diary_create: Literal["plain", "assignment", "two_rows"] = "plain"
    #: who may write OwnedExternally
    superoffice_owned_externally: Literal["anyone", "system", "nobody"] = "anyone"
    #: does a save with participants mail when SendEmail is true
    superoffice_save_mails: Literal["never", "when_asked", "always"] = "when_asked"
    #: zone in which literals of archive filters are read
    superoffice_filter_zone: Literal["utc", "base"] = "utc"
    #: largest $top
    superoffice_max_top: Literal["1000", "500", "unlimited"] = "1000"
    #: does an edit of title or agenda alone bump appointment.updated and raise activity.changed
    superoffice_text_edit_bumps: Literal["yes", "no"] = "yes"
    #: throttle status
    superoffice_throttle_status: Literal["429", "503"] = "429"
    #: most rows of one series
    superoffice_series_rows: Literal["unlimited", "1000", "366"] = "unlimited"
    #: UIDs of children and series rows: those of the mother, or none
    superoffice_uid_of_children: Literal["mother", "none"] = "mother"
    #: the travel transaction log can be read
    superoffice_transaction_log: Literal["readable", "refused"] = "readable"
    #: webhooks for child rows of a booking
    superoffice_child_webhooks: Literal["yes", "no"] = "yes"
    #: DatabaseTable upsert of the foreignkey table by the system user
    superoffice_bulk_foreign_keys: Literal["allowed", "refused"] = "allowed"
    #: foreign keys of a deleted record
    superoffice_orphan_keys: Literal["removed", "kept"] = "removed"
    #: FieldValues in webhooks
    superoffice_webhook_field_values: Literal["sent", "absent"] = "sent"
    #: day 29 to 31 in short months
    superoffice_month_end: Literal["clamp", "skip"] = "clamp"
    #: CreateAppointmentForUID of an existing UID when the row was deleted
    superoffice_uid_after_delete: Literal["free", "taken"] = "free"

    def position(self) -> dict[str, str]:
        """Every switch with its position."""
        return asdict(self)

    def turn(self, changes: dict[str, Any]) -> None:
        """Set several switches at once, or none. Raises UnknownSwitch."""
        choices = self.choices()
        for name, value in changes.items():
            if name not in choices:
                raise UnknownSwitch(f"unknown switch: {name}")
            if str(value) not in choices[name]:
                raise UnknownSwitch(f"{name}: {value!r} is not one of {', '.join(choices[name])}")
        for name, value in changes.items():
            setattr(self, name, str(value))

    @classmethod
    def choices(cls) -> dict[str, tuple[str, ...]]:
        """Every switch with its positions, the default first."""
        hints = get_type_hints(cls)
        return {f.name: get_args(hints[f.name]) for f in fields(cls)}
