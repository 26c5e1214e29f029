"""`manage.py trade`: the part of the demo that lets the invented café trade; `demo` runs it beside web and worker."""

import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from edge.demo.till import open_till
from edge.demo.trade import pace_for, trade
from edge.merchants.profile import merchant_by_slug
from edge.processes import end_with_parent


class Command(BaseCommand):
    """Trades until told to end."""

    help = "Lets the invented café trade. Example: manage.py trade --merchant cafe-morgenrot"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add whose café it is, and the process that this one ends with."""
        parser.add_argument("--merchant", required=True, metavar="M")
        parser.add_argument("--parent", type=int, help="process id of the supervisor")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Trade."""
        if options["parent"] is not None:
            end_with_parent(options["parent"])
        merchant = merchant_by_slug(options["merchant"])
        now = datetime.now(UTC)
        till = open_till(merchant, today=merchant.calendar.business_date(now))
        trade(till, pace_for(till, now), now=lambda: datetime.now(UTC), pause=time.sleep)
