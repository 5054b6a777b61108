"""A mail in the language of its reader, as text and as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Final, Literal, get_args
from uuid import UUID

from backend.core.catalogues import Catalogue
from backend.core.languages import Language

#: why somebody is written to: to connect for the first time, or because a sign-in is over
Kind = Literal["connect", "reminder"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_CATALOGUE: Final = Catalogue("backend.sync.mails")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written, before it is addressed."""

    language: Language
    subject: str
    text: str
    html: str


def compose(kind: Kind, language: Language, name: str, address: str, link: str) -> Letter:
    """The letter to *name*, whose mailbox is *address*; *link* is where a browser signs in."""
    put_in = {"name": _one_line(name) or address, "address": address}
    said = {key: _CATALOGUE.say(key, language, **put_in) for key in _CATALOGUE.entries(language)}
    subject, lead = said[f"{kind}.subject"], said[f"{kind}.lead"]
    paragraphs = [said["greeting"], lead, said["what"]]
    text = "\n\n".join([*paragraphs, f"{said['button']}:\n{link}", said["not_you"]]) + "\n"
    html = _template().substitute(
        language=language,
        title=escape(subject),
        paragraphs="\n".join(f"<p>{escape(one)}</p>" for one in paragraphs),
        link=escape(link, quote=True),
        button=escape(said["button"]),
        not_you=escape(said["not_you"]),
    )
    return Letter(language, subject, text, html)


def message(letter: Letter, mail_id: UUID, sender: Address, to: str, name: str, now: datetime) -> EmailMessage:
    """The letter with its envelope. Raises ValueError for an address that is none."""
    mail = EmailMessage()
    mail["Subject"] = letter.subject
    mail["From"] = sender
    mail["To"] = Address(_one_line(name), addr_spec=to)
    mail["Date"] = format_datetime(now.astimezone(UTC))
    mail["Message-ID"] = f"<{mail_id}@{sender.domain}>"
    # nobody's holiday notice answers a mail that a machine wrote (RFC 3834)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    mail.add_alternative(letter.html, subtype="html")
    mail["Content-Language"] = letter.language
    return mail


def _one_line(text: str) -> str:
    """Without line ends or other control characters: a name is part of a header."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


@cache
def _template() -> Template:
    return Template(files("backend.sync.mails").joinpath("letter.html").read_text(encoding="utf-8"))
