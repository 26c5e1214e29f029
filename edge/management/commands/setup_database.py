"""`manage.py setup_database`: roles and database on a server of your own."""

import json
import secrets
import sys
from argparse import ArgumentParser
from typing import Any

import psycopg
from django.core.management.base import BaseCommand

from edge.database_setup import APP, DATABASE, OWN_ROLES, OWNER, SYSTEM, prepare_server, url_for

VARIABLES = {"DATABASE_URL": APP, "DATABASE_SYSTEM_URL": SYSTEM, "DATABASE_OWNER_URL": OWNER}


class Command(BaseCommand):
    """Creates what Edge needs on a server, and prints the three addresses with new passwords."""

    help = (
        "Creates the roles edge_owner, edge_app and edge_system with new passwords, the database and pgvector on a "
        "server of your own (PostgreSQL 16 or newer), and prints the three addresses. Then run "
        "`manage.py migrate --database owner`. "
        "Example: manage.py setup_database postgresql://postgres:secret@db.example:5432/postgres"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the administrator's address."""
        parser.add_argument(
            "admin_url", metavar="ADMIN_URL", help="a login that may create roles and databases"
        )
        parser.add_argument(
            "--database", default=DATABASE, help=f"name of the database (default {DATABASE})"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Prepare the server and print the addresses."""
        passwords: dict[str, str | None] = {role: secrets.token_urlsafe(24) for role in OWN_ROLES}
        try:
            prepare_server(options["admin_url"], passwords=passwords, database=options["database"])
        except psycopg.Error as reason:
            self._refuse(str(reason).strip(), as_json=options["json"])
        urls = {
            name: url_for(
                options["admin_url"],
                role=role,
                password=passwords[role],
                database=options["database"],
            )
            for name, role in VARIABLES.items()
        }
        if options["json"]:
            self.stdout.write(json.dumps(urls))
            return
        self.stdout.write("\n".join(f"{name}={url}" for name, url in urls.items()))

    def _refuse(self, reason: str, *, as_json: bool) -> None:
        mend = "Check the address, that its login may create roles and databases, and that pgvector is installed."
        if as_json:
            answer = {
                "code": "setup_failed",
                "message": reason,
                "kept": "what was created so far",
                "mend": mend,
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stderr.write(f"{reason}\n{mend}")
        sys.exit(1)
