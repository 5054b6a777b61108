"""Gunicorn's own log lines in the form of all others (`--logger-class`, see Procfile)."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from backend import logs
from backend.config import settings


class GunicornLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's logger, dressed as LOG_FORMAT says."""

    def setup(self, cfg: Any) -> None:
        """Let Gunicorn open its handlers, then dress them."""
        super().setup(cfg)
        for handler in self.error_log.handlers + self.access_log.handlers:
            logs.dress(handler, settings().log_format)
