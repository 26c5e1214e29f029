#!/usr/bin/env python3
"""The shell's door to Edge: joins or starts the services that a command needs, then runs it."""

import os
import signal
import sys

from edge import claim, embedded
from edge.embedded_process import ServicesFailed, say

# These work on files alone, or on a server that they are told about.
NEEDS_NO_SERVICES = {
    "help",
    "version",
    "makemigrations",
    "makemessages",
    "compilemessages",
    "collectstatic",
    "findstatic",
    "diffsettings",
    "setup_database",
}
# These hold a port and the whole EDGE_HOME, which is found out before anything starts.
RUNS_EDGE = {"up", "demo"}
LEAVES_SCHEMA_ALONE = {"migrate", "showmigrations", "sqlmigrate", "dbshell"}


def needs_services(arguments: list[str]) -> bool:
    """Return whether the command line runs a command that talks to Postgres or Redis."""
    if not arguments or arguments[0].startswith("-") or {"-h", "--help"} & set(arguments):
        return False
    return arguments[0] not in NEEDS_NO_SERVICES


def main(arguments: list[str]) -> None:
    """Run one management command; exits 1 with the way to mend it where the services cannot run."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edge.settings")
    # A terminated command must still give its lease back, so that the last one stops the services.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    if needs_services(arguments):
        prepare(*arguments)
    # Django may only be loaded once the addresses of the services are known.
    from django.core.management import execute_from_command_line

    execute_from_command_line([sys.argv[0], *arguments])


def prepare(command: str, *arguments: str) -> None:
    """Join the services and bring an embedded database's schema up to date."""
    try:
        if command in RUNS_EDGE:
            claim.claim_from(list(arguments))
        joined = embedded.join()
    except ServicesFailed as failed:
        if command == "doctor":
            embedded.note_failure(failed)
            return
        say(f"{failed}\n{failed.mend}")
        sys.exit(1)
    if joined and joined.postgres and command not in LEAVES_SCHEMA_ALONE:
        # Imported late for the same reason.
        from edge.schema import bring_up_to_date

        bring_up_to_date()


if __name__ == "__main__":
    main(sys.argv[1:])
