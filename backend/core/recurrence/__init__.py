"""Series of appointments: the neutral rule, its iCalendar text, and the starts that both name."""

from backend.core.recurrence.expansion import expand

__all__ = ["expand"]
