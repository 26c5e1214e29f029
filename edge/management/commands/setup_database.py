"""`manage.py setup_database`: roles and database on a server of your own."""

import secrets
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

import psycopg

from edge.database_setup import APP, DATABASE, OWN_ROLES, OWNER, SYSTEM, prepare_server, url_for
from edge.lib.errors import InvalidRequest
from edge.lib.shell import EdgeCommand

VARIABLES = {"DATABASE_URL": APP, "DATABASE_SYSTEM_URL": SYSTEM, "DATABASE_OWNER_URL": OWNER}


class Command(EdgeCommand):
    """Creates what Edge needs on a server, and prints the three addresses with new passwords."""

    help = (
        "Creates the roles edge_owner, edge_app and edge_system with new passwords, the database and pgvector on a "
        "server of your own (PostgreSQL 16 or newer), and prints the three addresses. Run again, it changes the "
        "passwords. Then run `manage.py migrate --database owner`."
    )
    example = "setup_database postgresql://postgres:secret@db.example:5432/postgres"
    requires_system_checks = ()

    def add_own_arguments(self, parser: ArgumentParser) -> None:
        """Add the administrator's address."""
        parser.add_argument(
            "admin_url", metavar="ADMIN_URL", help="a login that may create roles and databases"
        )
        parser.add_argument(
            "--database", default=DATABASE, help=f"name of the database (default {DATABASE})"
        )

    def answer(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Prepare the server and return the addresses."""
        passwords: dict[str, str | None] = {role: secrets.token_urlsafe(24) for role in OWN_ROLES}
        url, database = options["admin_url"], options["database"]
        try:
            prepare_server(url, passwords=passwords, database=database)
        except psycopg.Error as reason:
            raise InvalidRequest(
                str(reason).strip(),
                code="setup_failed",
                kept="What was created so far stays and is used by the next run.",
                mend="Check the address, that its login may create roles and databases, and that it has pgvector.",
            ) from reason
        return {
            name: url_for(url, role=role, password=passwords[role], database=database)
            for name, role in VARIABLES.items()
        }

    def words(self, answer: Mapping[str, Any]) -> str:
        """Return lines for a file of variables."""
        return "\n".join(f"{name}={url}" for name, url in answer.items())
