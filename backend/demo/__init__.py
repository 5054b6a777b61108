"""The demonstration: connects people by themselves, and shows both calendars of a person side by side."""
