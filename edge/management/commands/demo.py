"""`manage.py demo`: Edge with an invented café in it, trading as you watch."""

import os
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from edge import claim, supervisor
from edge.demo.access import Access, remembered
from edge.embedded_process import ServicesFailed, say
from edge.schema import bring_up_to_date
from edge.supervisor import Program


class Command(BaseCommand):
    """Invents the café where it is missing, then runs Edge and lets it trade."""

    help = (
        "Runs Edge with an invented Berlin café in it, which trades as you watch. The first start invents it; a later "
        "one goes on where it stopped. Example: manage.py demo --port 8080"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --host and --port."""
        claim.add_arguments(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run until told to stop."""
        if settings.PRODUCTION:
            raise CommandError("The demo invents sales. It does not run with EDGE_ENV=production.")
        try:
            held = claim.claim_from(["--host", options["host"], "--port", str(options["port"])])
        except ServicesFailed as failed:
            raise CommandError(f"{failed}\n{failed.mend}") from failed
        bring_up_to_date()
        access = remembered() or _invent()
        say(f"Edge: starting at {held.address} …")
        supervisor.run_edge(
            held,
            on_ready=lambda address: say(welcome(address, access)),
            extra=[_trade(access.merchant)],
        )


def _invent() -> Access:
    # Polars, the holidays, the detectors: a later start is quicker without them.
    from edge.demo.invent import invent

    return invent(now=datetime.now(UTC), say=lambda text: say(f"Edge: {text}"))


def _trade(slug: str) -> Program:
    # Whoever looks at the café comes first, from the imports on.
    command = ["nice", "-n", "10", sys.executable, "-m", "django", "trade", "--merchant", slug]
    environment = {"DJANGO_SETTINGS_MODULE": "edge.settings", "EDGE_POOL": "0"}
    return Program("trade", [*command, "--parent", str(os.getpid())], environment)


def welcome(address: str, access: Access) -> str:
    """Return what a newcomer needs to know."""
    return "\n".join(
        [
            f"Edge is ready: {address} (Ctrl-C stops all).",
            "",
            f"  Log in    {access.email}",
            f"  Password  {access.password}",
            f"  API key   {access.key}",
            "",
            "Café Morgenrot is invented and trades as you watch. Leave a page open: within two minutes",
            "it is told what is unusual about today.",
        ]
    )
