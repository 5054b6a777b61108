"""Every setting, from the environment, validated at start (see .env.example)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


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

    #: seconds between polls of a mailbox when no notification comes
    poll_seconds: int = Field(default=300, ge=5)
    #: seconds a run may hold a mailbox before another worker takes over
    lease_seconds: int = Field(default=60, ge=5)

    #: address of a running sandbox; turns on the demonstration page
    demo_sandbox_url: str = ""

    @field_validator("graph_url", "entra_url", "superoffice_url", "public_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("must be an http(s) address")
        return value.rstrip("/")

    @property
    def tenant_ids(self) -> tuple[str, ...]:
        """The allowed Entra tenants."""
        return tuple(part.strip() for part in self.entra_tenant_ids.split(",") if part.strip())


@cache
def settings() -> Settings:
    """The settings of this process. Stops it with the setting's name when one is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise WrongSettings("Wrong settings:\n  " + "\n  ".join(lines)) from error
