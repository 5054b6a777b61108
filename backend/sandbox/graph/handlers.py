"""Every module that registers routes; importing this one fills the table."""

from __future__ import annotations

from importlib import import_module

MODULES = (
    "answers",
    "batch",
    "calendars",
    "categories",
    "contact_extensions",
    "contact_folders",
    "contacts",
    "delta",
    "events",
    "extensions",
    "freebusy",
    "metadata",
    "settings",
    "subscriptions",
    "task_lists",
    "tasks",
    "translate",
    "users",
    "views",
)

for _name in MODULES:
    import_module(f"backend.sandbox.graph.{_name}")
