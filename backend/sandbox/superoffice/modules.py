"""The modules whose import registers handlers."""

from __future__ import annotations

import importlib
import pkgutil

from backend.sandbox import superoffice


def load_all() -> None:
    """Import every module of this package once, so that `routing.routes` is complete."""
    for module in pkgutil.iter_modules(superoffice.__path__):
        importlib.import_module(f"{superoffice.__name__}.{module.name}")
