"""How mails leave: by an SMTP server, or as files into a folder where none is set."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from backend.config import Settings

#: seconds until a silent server is given up
_TIMEOUT = 30
_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}

#: sends one mail; raises MailRefused, and OSError or SMTPException where nobody knows what became of it
Send = Callable[[EmailMessage], None]


class CannotDeliver(Exception):
    """No mail can leave now; the message is a sentence."""


class MailRefused(Exception):
    """The server does not take this mail; `args[0]` is its status."""


def sender_of(settings: Settings) -> Address:
    """From whom mails come."""
    name, address = parseaddr(settings.mail_from or "Sosync <sosync@localhost>")
    return Address(name, addr_spec=address)


@contextmanager
def post_office(settings: Settings) -> Iterator[Send]:
    """Something that sends mails while it is open. Raises CannotDeliver."""
    if not settings.smtp_url.get_secret_value():
        yield _folder(settings.mail_dir or settings.data_dir / "mails")
        return
    try:
        server = _open(settings)
    except (OSError, smtplib.SMTPException) as error:
        raise CannotDeliver(f"SMTP_URL: the mail server cannot be used ({type(error).__name__}).") from error
    try:
        yield _by(server)
    finally:
        server.close()


def _open(settings: Settings) -> smtplib.SMTP:
    url = urlsplit(settings.smtp_url.get_secret_value())
    host, port = url.hostname or "", url.port or _PORTS[url.scheme]
    context = ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=_TIMEOUT)
    try:
        if url.scheme == "smtp":
            server.starttls(context=context)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _by(server: smtplib.SMTP) -> Send:
    def send(mail: EmailMessage) -> None:
        try:
            server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            status = next(iter(error.recipients.values()), (0, b""))[0]
            raise MailRefused(status) from error
        except smtplib.SMTPResponseException as error:
            raise MailRefused(error.smtp_code) from error

    return send


def _folder(folder: Path) -> Send:
    def send(mail: EmailMessage) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{mail['Message-ID'].strip('<>').partition('@')[0]}.eml"
        draft = folder / f".{name}"
        draft.write_bytes(mail.as_bytes(policy=policy.SMTP))
        draft.replace(folder / name)

    return send
