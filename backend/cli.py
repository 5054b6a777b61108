"""The command line `sosync`: which command lives where."""

from __future__ import annotations

from importlib import import_module

import click
from flask.cli import AppGroup

#: command → module and name; a command's module is imported when it is used
COMMANDS = {
    "audit": ("backend.cli_admin", "audit"),
    "check": ("backend.cli_sync", "check"),
    "confirm-invitations": ("backend.cli_sync", "confirm_invitations"),
    "connect-demo": ("backend.cli_demo", "connect_demo"),
    "connect-mail": ("backend.cli_admin", "connect_mail"),
    "demo": ("backend.cli_demo", "demo"),
    "doctor": ("backend.cli_operations", "doctor"),
    "erase": ("backend.cli_operations", "erase"),
    "explain": ("backend.cli_sync", "explain"),
    "history": ("backend.cli_sync", "history"),
    "housekeeping": ("backend.cli_jobs", "housekeeping"),
    "link": ("backend.cli_admin", "link"),
    "link-all": ("backend.cli_admin", "link_all"),
    "links": ("backend.cli_sync", "links"),
    "mails": ("backend.cli_admin", "mails"),
    "manifest": ("backend.cli_manifest", "manifest"),
    "migrate": ("backend.cli_jobs", "migrate"),
    "pause": ("backend.cli_admin", "pause"),
    "preferences": ("backend.cli_preferences", "preferences"),
    "profile": ("backend.cli_preferences", "profile"),
    "relink": ("backend.cli_admin", "relink"),
    "proposals": ("backend.cli_persons", "proposals"),
    "repair": ("backend.cli_sync", "repair"),
    "resume": ("backend.cli_admin", "resume"),
    "rotate-keys": ("backend.cli_keys", "rotate_keys"),
    "sandbox": ("backend.sandbox.cli", "sandbox"),
    "status": ("backend.cli_admin", "status"),
    "sync": ("backend.cli_sync", "sync"),
    "undo": ("backend.cli_sync", "undo"),
    "unlink": ("backend.cli_admin", "unlink"),
    "users": ("backend.cli_admin", "users"),
    "worker": ("backend.cli_jobs", "run_worker"),
}


class Commands(AppGroup):
    """The commands of the table, so that a quick one does not wait for the imports of the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names for the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or None when there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Keeps SuperOffice CRM and Outlook calendars equal, both ways."""
