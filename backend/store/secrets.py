"""Encryption at rest: tokens, salts and lost texts are stored only through here."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from backend.config import Settings


class UnreadableSecret(RuntimeError):
    """A stored secret was made with a key that this process does not have."""


class Vault:
    """Encrypts with the newest key, reads with any."""

    def __init__(self, keys: list[str]) -> None:
        ring = [Fernet(key) for key in keys]
        self._fernet = MultiFernet(ring)
        self._newest = ring[0]

    def lock(self, text: str | bytes) -> bytes:
        """Encrypt."""
        return self._fernet.encrypt(text.encode() if isinstance(text, str) else text)

    def unlock(self, secret: bytes) -> bytes:
        """Decrypt. Raises UnreadableSecret."""
        try:
            return self._fernet.decrypt(bytes(secret))
        except InvalidToken as error:
            raise UnreadableSecret("a stored secret cannot be read with ENCRYPTION_KEYS") from error

    def is_newest(self, secret: bytes) -> bool:
        """Whether the newest key alone reads it."""
        try:
            self._newest.decrypt(bytes(secret))
        except InvalidToken:
            return False
        return True

    def renew(self, secret: bytes) -> bytes:
        """Encrypt again with the newest key. Raises UnreadableSecret."""
        return self.lock(self.unlock(secret))


def open_vault(settings: Settings) -> Vault:
    """The vault of these settings; without ENCRYPTION_KEYS one key is made in the data folder."""
    given = [key.strip() for key in settings.encryption_keys.get_secret_value().split(",") if key.strip()]
    return Vault(given or [_own_key(settings.data_dir / "encryption.key")])


def _own_key(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_bytes(Fernet.generate_key())
        try:
            # two processes may start at once: the first to link its key wins
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
