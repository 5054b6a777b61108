"""x."""

from datetime import datetime
from backend.sync.service import Product


def keep_registrations(product: Product, now: datetime) -> None:
    """x."""
