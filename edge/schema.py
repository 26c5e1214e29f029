"""The schema of the database: whether it is behind the code, and bringing an embedded one up to date."""

import django
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from edge.embedded_process import say

# Any number will do, as long as nothing else in this database locks it.
MIGRATION_LOCK = 3_118_201


def pending_migrations(alias: str = "owner") -> list[str]:
    """Return the names of the migrations that the database behind `alias` lacks, in order."""
    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def bring_up_to_date() -> None:
    """Apply what is missing, one process at a time; a second one waits and then finds nothing to do."""
    django.setup()
    try:
        if not pending_migrations():
            return
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        missing = pending_migrations()
        if missing:
            say(f"Edge: preparing the database ({len(missing)} migrations).")
            call_command("migrate", database="owner", verbosity=0, interactive=False)
    finally:
        # Closing the session frees the lock.
        connections["owner"].close()
