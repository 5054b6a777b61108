"""Mails: six languages, at most once each, to the owner of the mailbox alone, and never with foreign headers."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from importlib.resources import files
from pathlib import Path
from string import Formatter
from uuid import uuid4

import pytest
from pydantic import SecretStr, ValidationError
from sqlmodel import col, select

from backend.config import Settings
from backend.core.languages import LANGUAGES, Language, nearest
from backend.store.database import session
from backend.store.tables import Mail, Mailbox
from backend.sync.mails import outbox
from backend.sync.mails.delivery import CannotDeliver, post_office, sender_of
from backend.sync.mails.writing import KINDS, Kind, compose, message
from backend.sync.service import Product
from tests.mailboxes import add_mailbox

LINK = "https://sosync.example.com/connect/superoffice/start"
LINDA = "linda@nordlys.example"
CATALOGUES = files("backend.sync.mails").joinpath("words")


class SmtpServer(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it takes. *answers*: what it says to a command, by its first word."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken: list[tuple[str, bytes]] = []
        self.answers: dict[str, bytes] = {}

    @property
    def url(self) -> str:
        return f"smtp+plain://127.0.0.1:{self.server_address[1]}"


class _Conversation(socketserver.StreamRequestHandler):
    server: SmtpServer

    def handle(self) -> None:
        recipient = ""
        self.wfile.write(b"220 mail.example.com\r\n")
        for line in self.rfile:
            command = line[:4].upper().decode().strip()
            said = self.server.answers.get(command)
            if said == b"":
                return
            if command == "RCPT" and not said:
                recipient = line.decode().strip()
            if command == "DATA" and not said:
                self.wfile.write(b"354 go on\r\n")
                content = b"".join(iter(self.rfile.readline, b".\r\n"))
                if self.server.answers.get("end") == b"":
                    return
                self.server.taken.append((recipient, content))
            self.wfile.write(said or b"250 fine\r\n")
            if command == "QUIT":
                return


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def linda(product: Product) -> Mailbox:
    """Linda's mailbox; her name is what somebody typed in SuperOffice."""
    add_mailbox(product, "linda", 5)
    with session(product.engine) as work:
        mailbox = work.scalars(select(Mailbox)).one()
        mailbox.name = "Linda Lund"
        mailbox.language = "nb-NO"
        work.commit()
    return mailbox


def by_server(product: Product, server: SmtpServer) -> Product:
    """The product with this mail server."""
    more = {"smtp_url": SecretStr(server.url), "mail_from": "Sosync <sosync@nordlys.example>"}
    return Product(product.settings.model_copy(update=more), product.engine, product.vault, product.doors)


def ask(product: Product, mailbox: Mailbox, kind: Kind = "connect") -> bool:
    with session(product.engine) as work, work.begin():
        return outbox.ask(work, mailbox, kind, LINDA)


def states(product: Product) -> list[str]:
    with session(product.engine) as work:
        return list(work.scalars(select(Mail.state).order_by(col(Mail.asked_at))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything(language: Language) -> None:
    catalogue = json.loads(CATALOGUES.joinpath(f"{language}.json").read_text("utf-8"))
    english = json.loads(CATALOGUES.joinpath("en.json").read_text("utf-8"))
    assert set(catalogue) == set(english)
    for key, text in catalogue.items():
        places = {name for _, name, _, _ in Formatter().parse(text) if name}
        assert places == {name for _, name, _, _ in Formatter().parse(english[key]) if name}, key
        assert language == "en" or text != english[key], key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_text_and_html_say_the_same_with_one_link(language: Language, kind: Kind) -> None:
    letter = compose(kind, language, "Linda Lund", LINDA, LINK)
    assert letter.text.count("http") == letter.html.count("http") == 1
    for part in (letter.text, letter.html):
        assert LINK in part
        assert "Linda Lund" in part
        assert LINDA in part
    mail = message(
        letter, uuid4(), Address("Sosync", "sosync", "nordlys.example"), LINDA, "Linda Lund", datetime.now(UTC)
    )
    read = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert read.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    assert (read["Content-Language"], read["Subject"]) == (language, letter.subject)


@pytest.mark.parametrize(
    ("locales", "language"),
    [
        (("da-DK",), "da"), (("nb-NO",), "nb"), (("nn",), "nb"), (("no",), "nb"), (("de_AT",), "de"),
        (("fi-FI", "sv-SE"), "sv"), (("", "nl"), "nl"), (("fr-FR", ""), "en"), ((), "en"), (("../../x",), "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_readers_else_english(locales: tuple[str, ...], language: str) -> None:
    assert nearest(*locales) == language


@pytest.mark.parametrize(
    "name", ["Linda\r\nBcc: everybody@havbris.example", "<script>alert(1)</script>", 'Lund", "x', "Łucja 林"]
)
def test_a_name_is_text_and_nothing_else(product: Product, linda: Mailbox, name: str) -> None:
    with session(product.engine) as work:
        work.get_one(Mailbox, linda.id).name = name
        work.commit()
    ask(product, linda)
    assert outbox.deliver(product) == 1
    (file,) = (product.settings.data_dir / "mails").glob("*.eml")
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail["Bcc"] is None
    assert [one.addr_spec for one in mail["To"].addresses] == [LINDA]
    html = mail.get_body(("html",))
    assert html and "<script>" not in html.get_content()


def test_a_mail_leaves_once_by_the_server(product: Product, linda: Mailbox, server: SmtpServer) -> None:
    product = by_server(product, server)
    assert ask(product, linda)
    assert not ask(product, linda)
    assert (outbox.deliver(product), outbox.deliver(product)) == (1, 0)
    ((recipient, content),) = server.taken
    assert recipient.lower() == f"rcpt to:<{LINDA}>"
    mail = message_from_bytes(content, policy=policy.default)
    assert mail["From"] == "Sosync <sosync@nordlys.example>"
    assert mail["Content-Language"] == "nb"
    assert states(product) == ["sent"]


def test_two_workers_do_not_send_it_twice(product: Product, linda: Mailbox, server: SmtpServer) -> None:
    product = by_server(product, server)
    ask(product, linda)
    workers = [threading.Thread(target=outbox.deliver, args=(product,)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(server.taken) == 1


def test_while_the_server_is_away_the_mail_waits(product: Product, linda: Mailbox, server: SmtpServer) -> None:
    away = product.settings.model_copy(update={"smtp_url": SecretStr("smtp+plain://127.0.0.1:1")})
    ask(product, linda)
    with pytest.raises(CannotDeliver, match="SMTP_URL"):
        outbox.deliver(Product(away, product.engine, product.vault, product.doors))
    assert states(product) == ["waiting"]
    assert outbox.deliver(by_server(product, server)) == 1


def test_a_refused_recipient_is_not_tried_again(product: Product, linda: Mailbox, server: SmtpServer) -> None:
    product = by_server(product, server)
    server.answers["RCPT"] = b"550 no such user\r\n"
    ask(product, linda)
    assert outbox.deliver(product) == 0
    assert states(product) == ["refused"]
    server.answers.clear()
    assert (outbox.deliver(product), server.taken) == (0, [])


def test_a_server_lost_in_the_middle_gets_it_no_second_time(
    product: Product, linda: Mailbox, server: SmtpServer
) -> None:
    """Nobody knows whether it left: it stays marked, and only an administrator sends another."""
    product = by_server(product, server)
    server.answers["end"] = b""
    ask(product, linda)
    with pytest.raises(CannotDeliver):
        outbox.deliver(product)
    server.answers.clear()
    assert (outbox.deliver(product), server.taken, states(product)) == (0, [], ["sending"])
    assert ask(product, linda)
    assert (outbox.deliver(product), len(server.taken)) == (1, 1)


def test_a_reminder_comes_once_in_twelve_hours_for_a_week(product: Product, linda: Mailbox) -> None:
    begun = datetime.now(UTC)
    with session(product.engine) as work:
        row = work.get_one(Mailbox, linda.id)
        row.state, row.state_since, row.state_side = "needs_sign_in", begun, "calendar"
        row.superoffice_tokens = product.vault.lock("a sign-in")
        work.commit()
    hours = [0, 1, 11, 12, 13, 24, 25, 24 * 7 - 1, 24 * 7 + 1, 24 * 30]
    reminded = []
    for hour in hours:
        if outbox.remind(product, begun + timedelta(hours=hour)):
            reminded.append(hour)
        outbox.deliver(product)
    assert reminded == [0, 12, 24, 24 * 7 - 1]
    assert states(product) == ["sent"] * 4


@pytest.mark.parametrize("state", ["active", "paused", "unlinked"])
def test_nobody_else_is_reminded(product: Product, linda: Mailbox, state: str) -> None:
    with session(product.engine) as work:
        row = work.get_one(Mailbox, linda.id)
        row.state, row.state_since = state, datetime.now(UTC)
        row.superoffice_tokens = product.vault.lock("a sign-in")
        work.commit()
    assert outbox.remind(product, datetime.now(UTC)) == 0


def test_an_unwritten_folder_says_so(product: Product, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    settings = product.settings.model_copy(update={"mail_dir": folder})
    letter = compose("connect", "en", "Linda", LINDA, LINK)
    mail = message(letter, uuid4(), sender_of(settings), LINDA, "Linda", datetime.now(UTC))
    with post_office(settings) as send:
        send(mail)
    assert len(list(folder.glob("*.eml"))) == 1


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"smtp_url": "mail.example.com"}, "smtp_url"),
        ({"smtp_url": "http://mail.example.com"}, "smtp_url"),
        ({"smtp_url": "smtp://mail.example.com:99999"}, "smtp_url"),
        ({"smtp_url": "smtp://mail.example.com/inbox"}, "smtp_url"),
        ({"smtp_url": "smtp+plain://me:secret@mail.example.com", "mail_from": "a@b.example"}, "smtp_url"),
        ({"smtp_url": "smtp://mail.example.com"}, "mail_from"),
        ({"smtp_url": "smtp://mail.example.com", "mail_from": "nobody"}, "mail_from"),
        ({"mail_from": "a@b.example\r\nBcc: c@d.example"}, "mail_from"),
    ],
)
def test_a_wrong_setting_is_named_without_its_secret(values: dict[str, str], name: str) -> None:
    with pytest.raises(ValidationError) as error:
        Settings(_env_file=None, **values)  # type: ignore[arg-type]
    assert [one["loc"] for one in error.value.errors()] == [(name,)]
    assert "secret" not in str([one["msg"] for one in error.value.errors()])
