"""The ten scenarios of the product, each as the steps that its people take (spec/scenarios.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from backend.config import Settings
from backend.demo import outlook_acts as in_outlook
from backend.demo import superoffice_acts as in_superoffice
from backend.demo.entry import ACCEPTED, DECLINED
from backend.demo.product_acts import prefers
from backend.demo.sandbox import Sandbox
from backend.demo.scene import Doing, Scene

LINDA, JULIE, JOHN, MIKE, CLARA, XAVIER = "linda", "julie", "john", "mike", "c", "x"
#: shown for the person alone; everybody else sees the time taken
_PRIVATE, _PUBLIC = {"sensitivity": "private"}, {"sensitivity": "normal"}


@dataclass(frozen=True, slots=True)
class Step:
    """What one person does, and in which system."""

    sentence: str
    do: Doing


@dataclass(frozen=True, slots=True)
class Scenario:
    """One meeting, from its invitation on."""

    number: int
    title: str
    #: whose calendars show it best
    watch: str
    #: of the meeting, by which its people find it again
    subject: str
    organiser: str
    guests: tuple[str, ...]
    steps: tuple[Step, ...]


class Play(BaseModel):
    """One step, taken in the week that is shown. Both numbers count from 1."""

    model_config = ConfigDict(extra="forbid")

    scenario: int = Field(ge=1, le=10)
    step: int = Field(ge=1, le=20)
    #: the first day on which something new may take place
    day: date
    zone: ZoneInfo = ZoneInfo("UTC")


def play(sandbox: Sandbox, settings: Settings, wanted: Play) -> dict[str, Any]:
    """Take the step: what a person saw, where the step is a look, and the day of the meeting.

    Raises IndexError for a step that is not there, NotThere when something has to be done or to arrive before, and
    SandboxTrouble.
    """
    scenario = SCENARIOS[wanted.scenario - 1]
    step = scenario.steps[wanted.step - 1]
    scene = Scene(
        sandbox, settings, scenario.subject, scenario.organiser, scenario.guests, wanted.day, wanted.zone
    )
    seen = step.do(scene)
    day = scene.when.astimezone(wanted.zone).date().isoformat() if scene.when else None
    return {"seen": seen or "", "day": day}


SCENARIOS = (
    Scenario(
        1, "Linda invites Clara, from SuperOffice", LINDA, "Renewal of the contract", LINDA, (CLARA,),
        (
            Step("Linda invites Clara in SuperOffice.", in_superoffice.invites()),
            Step("Clara accepts in Outlook.", in_outlook.answers(CLARA, ACCEPTED)),
            Step("John asks in Outlook whether Linda is free.", in_outlook.looks_whether_free(JOHN, LINDA)),
            Step("Linda moves it in SuperOffice.", in_superoffice.moves(LINDA)),
            Step("Linda moves it in Outlook.", in_outlook.moves(LINDA)),
        ),
    ),
    Scenario(
        2, "Clara removes the invitation without answering", LINDA, "Visit of the yard", LINDA, (CLARA,),
        (
            Step("Linda invites Clara in Outlook.", in_outlook.invites("Yard 3")),
            Step("Clara deletes the invitation in Outlook and sends no answer.", in_outlook.deletes(CLARA)),
        ),
    ),
    Scenario(
        3, "Linda invites Clara, from Outlook", LINDA, "Offer for the crane", LINDA, (CLARA,),
        (
            Step("Linda invites Clara in Outlook.", in_outlook.invites("Fjord")),
            Step("Clara accepts in Outlook.", in_outlook.answers(CLARA, ACCEPTED)),
            Step(
                "Julie looks into Linda's diary in SuperOffice.", in_superoffice.looks_into_diary(JULIE, LINDA)
            ),
        ),
    ),
    Scenario(
        4, "Clara invites Julie", JULIE, "Inspection of the crane", CLARA, (JULIE,),
        (
            Step("Clara invites Julie in Outlook.", in_outlook.invites("Quay 1")),
            Step(
                "Linda looks into Julie's diary in SuperOffice.", in_superoffice.looks_into_diary(LINDA, JULIE)
            ),
            Step("Julie accepts in SuperOffice.", in_superoffice.answers(JULIE, ACCEPTED)),
        ),
    ),
    Scenario(
        5, "Clara invites Linda, John and Mike", LINDA, "Safety round", CLARA, (LINDA, JOHN, MIKE),
        (
            Step("Clara invites Linda, John and Mike in Outlook.", in_outlook.invites("Quay 2")),
            Step("Linda accepts in SuperOffice.", in_superoffice.answers(LINDA, ACCEPTED)),
            Step(
                "John accepts in Outlook; only Clara, who invited, is told.", in_outlook.answers(JOHN, ACCEPTED)
            ),
        ),
    ),
    Scenario(
        6, "Clara invites Linda to a series", LINDA, "Project status", CLARA, (LINDA,),
        (
            Step("Linda lets private items be synced, in her preferences.", prefers(LINDA, private="yes")),
            Step("Clara invites Linda to six weeks in Outlook.", in_outlook.invites_every("weekly", 6)),
            Step("Linda deletes the second week in Outlook.", in_outlook.answers(LINDA, DECLINED, 2)),
            Step("Linda deletes the third week in SuperOffice.", in_superoffice.deletes(LINDA, 3)),
            Step("Linda marks the series private in Outlook.", in_outlook.changes(LINDA, **_PRIVATE)),
            Step("Linda takes that back in Outlook.", in_outlook.changes(LINDA, **_PUBLIC)),
            Step(
                "Linda sets an alarm of 45 minutes in Outlook.",
                in_outlook.changes(LINDA, isReminderOn=True, reminderMinutesBeforeStart=45),
            ),
            Step(
                "Linda sets an alarm of 20 minutes in SuperOffice.",
                in_superoffice.changes(LINDA, HasAlarm=True, AlarmLeadTime="00:20:00"),
            ),
            Step("Clara moves the fourth week in Outlook.", in_outlook.moves(CLARA, 4)),
        ),
    ),
    Scenario(
        7, "Clara invites Linda and Julie", LINDA, "Inspection of the quay", CLARA, (LINDA, JULIE),
        (
            Step("Clara invites Linda and Julie in Outlook.", in_outlook.invites("Quay 1")),
            Step("Julie accepts in Outlook.", in_outlook.answers(JULIE, ACCEPTED)),
            Step("Linda declines in SuperOffice.", in_superoffice.answers(LINDA, DECLINED)),
            Step("Clara moves it in Outlook.", in_outlook.moves(CLARA)),
            Step("Julie accepts in SuperOffice.", in_superoffice.answers(JULIE, ACCEPTED)),
            Step("Linda accepts in Outlook.", in_outlook.answers(LINDA, ACCEPTED)),
            Step("Clara cancels it in Outlook.", in_outlook.deletes(CLARA)),
        ),
    ),
    Scenario(
        8, "Clara invites Linda, who hides it", LINDA, "Talk about prices", CLARA, (LINDA,),
        (
            Step("Linda lets private items be synced, in her preferences.", prefers(LINDA, private="yes")),
            Step("Clara invites Linda in Outlook.", in_outlook.invites("Fjord")),
            Step(
                "Linda accepts in Outlook, with a comment for Clara.",
                in_outlook.answers(LINDA, ACCEPTED, comment="Clara, keep this to yourself."),
            ),
            Step("Linda marks it private in SuperOffice.", in_superoffice.marks_private(LINDA)),
            Step(
                "Julie looks into Linda's diary in SuperOffice.", in_superoffice.looks_into_diary(JULIE, LINDA)
            ),
            Step(
                "Linda sets an alarm of 40 minutes in SuperOffice.",
                in_superoffice.changes(LINDA, HasAlarm=True, AlarmLeadTime="00:40:00"),
            ),
        ),
    ),
    Scenario(
        9, "Clara invites Linda to a series without end", LINDA, "Morning call", CLARA, (LINDA,),
        (
            Step("Clara invites Linda to every day, without end, in Outlook.", in_outlook.invites_every("daily")),
            Step("Linda declines the third day in Outlook.", in_outlook.answers(LINDA, DECLINED, 3)),
            Step("Clara ends the series after two weeks in Outlook.", in_outlook.ends_series(14)),
        ),
    ),
    Scenario(
        10, "Xavier, a stranger, invites Linda and Julie", LINDA, "Design of the brochure", XAVIER, (LINDA, JULIE),
        (
            Step("Xavier invites Linda and Julie in Outlook.", in_outlook.invites("Oslo")),
            Step("Julie accepts in SuperOffice.", in_superoffice.answers(JULIE, ACCEPTED)),
            Step("Linda adds Xavier and his company in SuperOffice.", in_superoffice.adds_card(LINDA, XAVIER)),
            Step("Linda declines in Outlook.", in_outlook.answers(LINDA, DECLINED)),
        ),
    ),
)  # fmt: skip
