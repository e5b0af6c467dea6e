"""All commands, each read when it is asked for."""

from __future__ import annotations

from suppilo.config.cli.group import suppilo

#: A file `<noun>_command.py` beside this one holds the commands of one noun, in COMMANDS.
FILES = {
    "backup": ("backup", "restore"),
    "check": ("check",),
    "definition": ("plan", "apply", "rollback", "pull", "versions"),
    "demo": ("demo",),
    "export": ("export",),
    "funnel": ("funnel", "retention", "paths", "attribution", "time-to-convert"),
    "import": ("import",),
    "journeys": ("journeys",),
    "mail": ("mail",),
    "outbox": ("outbox",),
    "people": ("people",),
    "push": ("push",),
    "reactions": ("reactions",),
    "report": ("report",),
    "schema": ("schema",),
    "segments": ("segments",),
    "sequences": ("sequences",),
    "serve": ("migrate", "worker", "serve", "web"),
    "sms": ("sms",),
    "store": ("store",),
    "suppression": ("suppression",),
    "user": ("user",),
    "webhook": ("webhook",),
    "workspace": ("workspace",),
}
suppilo.files = {name: f"suppilo.config.cli.{noun}_command" for noun, names in FILES.items() for name in names}

__all__ = ["FILES", "suppilo"]
