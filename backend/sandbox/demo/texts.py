"""The texts inside occasions, as HTML, by what they are about."""

from __future__ import annotations

from random import Random

from backend.sandbox.demo.occasions import Category

#: how many occasions of a hundred have a text
SHARE = 45

_TEXTS: dict[Category, tuple[str, ...]] = {
    "Customer": (
        "<p>Agenda</p><ol><li>Where we stand</li><li>Open questions about {topic}</li><li>Next steps</li></ol>",
        "<p>{contact} asked for <b>fixed prices</b> and a plan until summer.</p><p>Bring the reference list.</p>",
        "<p>Ask about:</p><ul><li>number of users</li><li>who decides</li><li>budget for {topic}</li></ul>",
        "<p>Report at the reception of {company}, second floor. Parking behind the house.</p>",
        '<p>Material: <a href="https://intranet.nordlys.example/offers">offers on the intranet</a></p>',
        "<p>Last time we agreed on a pilot with <i>ten</i> people. Check how it went.</p>",
    ),
    "Project": (
        "<p>Goal: decide on {topic} so that the team can go on.</p>",
        "<p>Open points</p><ul><li>test data</li><li>rights of the trainees</li><li>date of go-live</li></ul>",
        "<table><tr><td>Budget</td><td>420 hours</td></tr><tr><td>Used</td><td>265 hours</td></tr></table>",
        "<p>{colleague} brings the figures. Please read the note <b>before</b> the meeting.</p>",
    ),
    "Internal": (
        "<p>Bring your own coffee.</p>",
        "<p>From last time:</p><ul><li>holiday list</li><li>new chairs</li><li>keys for the archive</li></ul>",
    ),
    "Finance": (
        "<p>Figures are in the folder <i>Økonomi</i>.</p>",
        "<p>Check VAT for services abroad and the split between departments.</p>",
    ),
    "Hiring": ("<p>CV and certificates are in the applicant's folder. 45 minutes talk, 15 for questions.</p>",),
    "Travel": (
        "<p>Booking <b>NOR-8842</b>, seat by the aisle, hand luggage only.</p>",
        "<p>Taxi from the door one and a half hours before.</p>",
    ),
    "Personal": ("<p>Bring the insurance card.</p>",),
    "Holiday": (),
}


def text_for(category: Category, random: Random) -> str:
    """A text to be filled in, or none."""
    choices = _TEXTS[category]
    return random.choice(choices) if choices and random.random() * 100 < SHARE else ""
