"""Every setting, from the environment, validated at start (see .env.example)."""

from __future__ import annotations

import re
from email.utils import parseaddr
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


@cache
def rsa_key(pem: str) -> RSAPrivateKey:
    """The key of *pem*; to prove its numbers takes long, so it is read once. Raises ValueError, TypeError."""
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("not an RSA key")
    return key


class WrongSettings(SystemExit):
    """A setting is missing or wrong; the message names it."""


class Settings(BaseSettings):
    """One field a setting; the environment variable has the same name in capitals."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    #: PostgreSQL; empty: the product starts its own under data_dir
    database_url: str = ""
    #: where the embedded PostgreSQL and generated keys live
    data_dir: Path = Path("var")
    #: public address of the web process, for redirects and notifications
    public_url: str = "http://127.0.0.1:8000"
    #: other origins whose pages may call the API, comma-separated; empty: only our own
    allowed_origins: str = ""
    #: other origins whose pages may frame the task pane, comma-separated; those of Outlook always may
    outlook_origins: str = ""
    #: proxies of our own before the web process, each of which adds its caller to X-Forwarded-For
    trusted_proxies: int = Field(default=0, ge=0, le=8)
    #: keys that encrypt tokens at rest, newest first, comma-separated (Fernet); empty: made in data_dir
    encryption_keys: SecretStr = SecretStr("")

    graph_url: str = "https://graph.microsoft.com/v1.0"
    entra_url: str = "https://login.microsoftonline.com"
    entra_client_id: str = ""
    entra_client_secret: SecretStr = SecretStr("")
    #: Entra tenants whose accounts may sign in, comma-separated
    entra_tenant_ids: str = ""

    #: sign-in host of SuperOffice: https://online.superoffice.com, sod or qaonline
    superoffice_url: str = "https://online.superoffice.com"
    superoffice_client_id: str = ""
    superoffice_client_secret: SecretStr = SecretStr("")
    #: PEM of the RSA key that signs the system user's token, \n for line ends
    superoffice_private_key: SecretStr = SecretStr("")
    #: context identifier of the organisation
    superoffice_context: str = ""

    #: mail server: smtp://user:password@host (STARTTLS), smtps:// (TLS), smtp+plain:// (neither); empty: mail_dir
    smtp_url: SecretStr = SecretStr("")
    #: from whom mails to users come: Sosync <sosync@example.com>
    mail_from: str = Field(default="", validate_default=True)
    #: folder in which mails are laid where there is no mail server; empty: mails in data_dir
    mail_dir: Path | None = None

    #: seconds between polls of a mailbox when no notification comes
    poll_seconds: int = Field(default=300, ge=5)
    #: seconds a run may hold a mailbox before another worker takes over
    lease_seconds: int = Field(default=60, ge=5)

    #: log lines for people, or one JSON object a line
    log_format: Literal["text", "json"] = "text"
    #: whoever knows it may read /metrics of the web process; empty: there is no such page
    metrics_token: SecretStr = SecretStr("")
    #: port on which a worker tells its own figures, to everybody who reaches it; 0: none
    metrics_port: int = Field(default=0, ge=0, le=65535)

    #: address of a running sandbox; turns on the demonstration page
    demo_sandbox_url: str = ""

    @field_validator("graph_url", "entra_url", "superoffice_url", "public_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("must be an http(s) address")
        return value.rstrip("/")

    @field_validator("demo_sandbox_url")
    @classmethod
    def _address_or_nothing(cls, value: str) -> str:
        return cls._address(value) if value else value

    @field_validator("database_url")
    @classmethod
    def _postgresql(cls, value: str) -> str:
        if value and not value.startswith(("postgresql://", "postgresql+psycopg://")):
            raise ValueError("must be a postgresql:// address")
        return value

    @field_validator("encryption_keys")
    @classmethod
    def _fernet_keys(cls, value: SecretStr) -> SecretStr:
        for number, key in enumerate(_parts(value.get_secret_value()), start=1):
            try:
                Fernet(key)
            except ValueError:
                raise ValueError(f"key {number} is no Fernet key") from None
        return value

    @field_validator("entra_tenant_ids")
    @classmethod
    def _guids(cls, value: str) -> str:
        for tenant in _parts(value):
            try:
                UUID(tenant)
            except ValueError:
                raise ValueError(
                    f"{tenant} is no tenant id such as 72f988bf-86f1-41af-91ab-2d7cd011db47"
                ) from None
        return value

    @field_validator("superoffice_private_key")
    @classmethod
    def _pem(cls, value: SecretStr) -> SecretStr:
        # quotes stay around the value where a file of settings is read without a shell
        pem = value.get_secret_value().strip("\"'").replace("\\n", "\n")
        if pem:
            try:
                rsa_key(pem)
            except (ValueError, TypeError):
                raise ValueError("is no RSA private key in PEM") from None
        return SecretStr(pem)

    @field_validator("allowed_origins", "outlook_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        for origin in _parts(value):
            if not re.fullmatch(r"https?://[a-z0-9.-]+(:\d{1,5})?", origin):
                raise ValueError("must be origins such as https://pane.example.com, separated by commas")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr) -> SecretStr:
        address = value.get_secret_value()
        if not address:
            return value
        url = urlsplit(address)
        if url.scheme not in ("smtp", "smtps", "smtp+plain") or not url.hostname:
            raise ValueError("must be smtp://, smtps:// or smtp+plain:// with a host")
        try:
            _ = url.port
        except ValueError:
            raise ValueError("the port is no number from 0 to 65535") from None
        if url.path not in ("", "/") or url.query or url.fragment:
            raise ValueError("must end behind the host or its port; write / ? # of a password as %2F %3F %23")
        if url.scheme == "smtp+plain" and url.password:
            raise ValueError("a password is not sent without encryption; use smtp:// or smtps://")
        return value

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str, info: ValidationInfo) -> str:
        server = info.data.get("smtp_url")
        if not value and isinstance(server, SecretStr) and server.get_secret_value():
            raise ValueError("a mail server needs an address such as Sosync <sosync@example.com>")
        if value and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", parseaddr(value)[1]):
            raise ValueError("must be an address such as Sosync <sosync@example.com>")
        if not value.isprintable():
            raise ValueError("must be one line")
        return value

    @field_validator("mail_dir", mode="before")
    @classmethod
    def _folder_or_nothing(cls, value: object) -> object:
        return value or None

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins besides our own whose pages may call the API."""
        return _parts(self.allowed_origins)

    @property
    def pane_origins(self) -> tuple[str, ...]:
        """The origins besides Outlook's whose pages may frame the task pane."""
        return _parts(self.outlook_origins)

    @property
    def tenant_ids(self) -> tuple[str, ...]:
        """The allowed Entra tenants."""
        return _parts(self.entra_tenant_ids)


def _parts(value: str) -> tuple[str, ...]:
    """What commas separate, without the empty ones."""
    return tuple(part.strip() for part in value.split(",") if part.strip())


@cache
def settings() -> Settings:
    """The settings of this process. Stops it with the setting's name when one is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        ]
        raise WrongSettings("Wrong settings:\n  " + "\n  ".join(lines)) from error
