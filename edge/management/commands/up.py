"""`manage.py up`: Edge as one supervised group."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from edge import claim, supervisor
from edge.embedded_process import ServicesFailed, say
from edge.schema import pending_migrations


class Command(BaseCommand):
    """Runs web, worker, beat and converse until Ctrl-C."""

    help = (
        "Runs Edge: web, worker, beat and converse, on embedded services where DATABASE_URL or REDIS_URL is not set. "
        "A part that dies is started again. Example: manage.py up --port 8080"
    )

    # The processes check themselves; a fault in one of them is healed and reported, not a reason to start none.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --host and --port."""
        claim.add_arguments(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run until told to stop."""
        try:
            held = claim.claim_from(["--host", options["host"], "--port", str(options["port"])])
        except ServicesFailed as failed:
            raise CommandError(f"{failed}\n{failed.mend}") from failed
        if missing := pending_migrations():
            raise CommandError(
                f"The database lacks {len(missing)} migrations. Run: manage.py migrate --database owner"
            )
        say(f"Edge: starting at {held.address} …")
        supervisor.run_edge(
            held, on_ready=lambda address: say(f"Edge is ready: {address} (Ctrl-C stops all).")
        )
