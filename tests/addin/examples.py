"""One example or more of every state that the pane can show (addin/src/state.ts)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from backend.core.reasons import Reason
from backend.core.words import explain
from tests.addin import answers
from tests.addin.answers import Answer, fields, item, of_api, run, session, sync
from tests.addin.conftest import ROOT, appointment, mail, named

LANGUAGES: Final = ("en", "nb", "da", "sv", "de", "nl")
#: the pane's own words by language
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    one: json.loads((ROOT / f"addin/src/words/{one}.json").read_text(encoding="utf-8")) for one in LANGUAGES
}
Saying = Callable[[str], str]


def says(key: str, **values: object) -> Saying:
    """The pane's own words."""
    return lambda language: WORDS[language][key].format(**values)


def explains(reason: Reason) -> Saying:
    """The sentence of a reason."""
    return lambda language: explain(reason, language).sentence


def tells(key: str) -> Saying:
    """A sentence of the API."""
    return lambda language: of_api(key)(language).sentence


@dataclass(frozen=True)
class Example:
    """A state, and how the pane comes into it."""

    #: what is read then
    texts: tuple[Saying, ...]
    #: what Outlook shows
    scene: Mapping[str, Any] = field(default_factory=dict)
    #: of routes by name; None: no answer comes
    answers: Mapping[str, Answer | None] = field(default_factory=dict)
    #: the server answers nothing any more
    offline: bool = False
    #: Outlook's script: more than the stage's, or another; None: it does not come
    office: str | None = ""
    #: a button to press first, by its words
    press: str = ""
    #: the pane has to be opened anew
    anew: bool = False
    #: what the browser itself says of the answers
    remark: str = ""


WEEKLY: Final = {"recurrenceType": "weekly", "recurrenceProperties": {"interval": 2}}
_GUESTS: Final = named("clara@havbris.example", answers.LINDA)
_NEVER: Final = "window.Office = {onReady: () => new Promise(() => undefined), context: {}}"
_OUTSIDE: Final = "window.Office = {onReady: async () => ({host: null}), context: {}}"
#: an Outlook that neither signs in nor opens windows
_OLD: Final = (
    "delete window.nestedAppAuthBridge; Office.onReady().then(() => delete Office.context.ui.displayDialogAsync)"
)


def opened(
    answer: Answer, *texts: Saying, more: Mapping[str, Answer | None] | None = None, **shown: Any
) -> Example:
    """An appointment is open of which the server tells."""
    return Example(texts, {"item": appointment("AAMk", **shown)}, {"item": answer} | dict(more or {}))


def closed(answer: Answer, *texts: Saying, **more: Answer | None) -> Example:
    """No item is open, and the mailbox stands alone."""
    return Example(texts, {"item": None}, {"sync": answer, **more})


def unsaved(**more: Any) -> dict[str, Any]:
    """A new appointment."""
    return {"item": {"kind": "appointment", "mode": "compose", "id": None, "people": _GUESTS, **more}}


PANE: Final[Mapping[str, Example]] = {
    # nobody has told the language yet
    "starting": Example((lambda _: WORDS["en"]["starting"],), office=_NEVER, anew=True),
    "not_in_outlook": Example((says("not_in_outlook.outside"),), office=_OUTSIDE, anew=True),
    "not_in_outlook, blocked": Example(
        (says("not_in_outlook.no_office"),), office=None, anew=True, remark="net::ERR_FAILED"
    ),
    "unsupported": Example((says("unsupported"),), office=_OLD, anew=True),
    "unreachable": Example(
        (tells("problem.unavailable"),),
        answers={"session": answers.Refusal(503, "unavailable")},
        anew=True,
        remark="503",
    ),
    "working": Example((says("item.none"), says("mailbox"), says("sync.ok"))),
    "other_account": Example(
        (says("other_account"),), answers={"session": session(address="julie@nordlys.example")}
    ),
    "not_connected": Example(
        (tells("session.not_connected"),), answers={"session": session("not_connected", address=answers.LINDA)}
    ),
    "expired": Example(
        (tells("session.needs_sign_in.superoffice"),), answers={"session": session("needs_sign_in")}
    ),
    # from here on nobody is signed in
    "signed_out": Example((says("signed_out"),), press="foot.sign_out"),
    "signed_out, given up": Example(
        (says("signed_out.cancelled"),), {"fault": "cancelled"}, press="signed_out.act"
    ),
    "consent": Example((says("consent"),), {"fault": "consent"}, anew=True),
}

ITEM: Final[Mapping[str, Example]] = {
    "loading": Example((says("item.loading"),), {"item": appointment("AAMk")}, {"item": None}, anew=True),
    "none": Example((says("item.none"),), {"item": None}),
    "outlook_failed": Example(
        (says("item.outlook_failed"),), {"item": {"kind": "appointment", "mode": "compose", "refuses": 9038}}
    ),
    "mail": Example((says("item.mail"), says("people.unknown")), {"item": mail("a@havbris.example")}),
    "invitation": Example(
        (says("item.invitation"), says("item.invitation.act")),
        {
            "item": mail(
                "clara@havbris.example",
                kind="invitation",
                start="2026-11-23T10:00:00Z",
                end="2026-11-23T11:00:00Z",
            )
        },
    ),
    "invitation, its answer": Example(
        (says("item.reply"), says("reply.act")), {"item": mail("clara@havbris.example", kind="answer")}
    ),
    "unsaved": Example((says("item.unsaved"), says("people.unknown")), unsaved()),
    "unsaved, private": Example((says("item.unsaved.private"),), unsaved(sensitivity="private")),
    "shared": Example(
        (says("item.shared"), says("people.unknown")),
        {"item": appointment("AAMk", owner="julie@nordlys.example", people=_GUESTS)},
    ),
    "not_found": Example(
        (says("item.not_found"),),
        {"item": appointment("AAMkNobody")},
        {"item": answers.Refusal(404, "item_not_found")},
        remark="404",
    ),
    "trouble": Example(
        (says("badge.trouble"),),
        {"item": appointment("AAMkTrouble")},
        {"item": answers.Refusal(503, "unavailable")},
        remark="503",
    ),
    "last_known": opened(
        item("linked", said=of_api("item.last_known"), read_at=None, fields=[]), says("badge.last_known")
    ),
    "not_linked": opened(
        item("not_linked", said=of_api("item.not_linked.calendar")),
        says("badge.not_linked"),
        tells("item.not_linked.calendar"),
        says("add"),
    ),
    "not_linked, a new series": opened(
        item("not_linked", said=of_api("item.series_unseen"), whole=answers.whole(None)),
        says("badge.not_linked"),
        tells("item.series_unseen"),
        recurring=WEEKLY,
    ),
    "pending": opened(
        item("linked", fields=fields("changed_calendar", "not_agreed")), says("badge.pending"), says("concerns")
    ),
    "in_sync": opened(
        item("linked", meeting=answers.meeting), says("badge.in_sync"), says("answer.accepted"), says("concerns")
    ),
    "in_sync, settled": opened(
        item("linked"), says("conflict.settled"), more={"conflicts": answers.conflicts("title", "place")}
    ),
    "in_sync, one of a series": opened(
        item("linked", series=answers.series(10, 2)),
        says("badge.in_sync"),
        says("series.synced", synced=10, items=12),
        seriesId="AAMkMaster",
        recurring=WEEKLY,
    ),
    "in_sync, a whole series": opened(
        item("linked", series=answers.series(12, 0), whole=answers.whole(3)),
        says("badge.in_sync"),
        says("series.synced", synced=12, items=12),
        recurring=WEEKLY,
    ),
    "conflict": opened(
        item("linked", fields=fields("changed_both", "changed_both")), says("conflict.text"), says("concerns")
    ),
    "failed": opened(item("parked", Reason.REFUSED), says("badge.failed"), explains(Reason.REFUSED)),
    "held": opened(item("held", Reason.MASS_DELETION), says("badge.held"), explains(Reason.MASS_DELETION)),
    "held, invitations": opened(
        item("held", Reason.INVITATIONS), says("badge.held"), explains(Reason.INVITATIONS)
    ),
    "private": opened(item("skipped", Reason.PRIVATE), says("badge.private"), explains(Reason.PRIVATE)),
    "private, no licence": opened(
        item("skipped", Reason.LICENCE), says("badge.private"), explains(Reason.LICENCE)
    ),
    "excluded": opened(item("skipped", Reason.ALL_DAY), says("badge.excluded"), explains(Reason.ALL_DAY)),
    "excluded, a whole series": opened(
        item("skipped", Reason.UNLINKED, series=answers.series(0, 12), whole=answers.whole(None)),
        says("badge.excluded"),
        says("series.include"),
        recurring=WEEKLY,
    ),
    "excluded, one that looks like another": opened(
        item("skipped", Reason.NOT_JOINED), says("badge.excluded"), says("item.repair")
    ),
    # what the last example has brought stays
    "excluded, the server silent": Example(
        (says("acts.offline"),), {"item": appointment("AAMk")}, offline=True, remark="net::ERR_FAILED"
    ),
}

_READING: Final[Mapping[str, Any]] = {"state": "running", "ended_at": None, "outcome": ""}
_WRITING: Final[Mapping[str, Any]] = {
    "progress": {"read": {"superoffice": 120, "calendar": 95}, "done": 3, "planned": 40}
}
_NOTHING_YET: Final[Mapping[str, Any]] = {
    "progress": {"read": {"superoffice": 120, "calendar": 95}, "done": 0, "planned": 0}
}

SYNC: Final[Mapping[str, Example]] = {
    "unknown": Example((says("item.loading"),), {"item": None}, {"sync": None}, anew=True),
    "never": closed(sync(), says("sync.never")),
    "queued": closed(sync("queued"), says("sync.queued")),
    "running": closed(
        sync("running", run(**_READING, **_NOTHING_YET)), says("sync.reading", superoffice=120, calendar=95)
    ),
    "running, writing": closed(
        sync("running", run(**_READING, **_WRITING)), says("sync.writing", done=3, planned=40)
    ),
    "ended": closed(
        sync("idle", run()),
        says("sync.ok"),
        says("counts.created"),
        failures=answers.failures(Reason.ALL_DAY, Reason.REFUSED, mass_deletion=120, invitations=2),
    ),
    "ended, interrupted": closed(
        sync("idle", run("", state="interrupted", ended_at=None)), says("sync.interrupted")
    ),
    "paused": closed(sync(), tells("session.paused"), session=session("paused")),
}
