"""How a process that lives long has its memory tidied."""

from __future__ import annotations

import gc

#: objects made since that the collector waits for; its own 700 are there some hundred times in a run
_YOUNG = 50_000


def spare_what_is_loaded() -> None:
    """Let the collector leave alone what was loaded up to now, and look less often: most of it lives for ever."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 20)
