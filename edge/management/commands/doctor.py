"""`manage.py doctor`: what holds, what does not, and how to mend it."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from edge.doctor import examine


class Command(BaseCommand):
    """Prints one line a part and exits 1 where one of them needs mending."""

    help = (
        "Checks database, roles, schema, pgvector, Redis, storage, clock, secrets, model, mail and processes, and "
        "says how to mend each. Example: manage.py doctor --json"
    )
    # It must speak where the system checks would stop.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --json."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Examine and report."""
        checks = examine()
        if options["json"]:
            shown = [
                {
                    "name": check.name,
                    "ok": check.is_ok,
                    "detail": check.detail,
                    "mend": "" if check.is_ok else check.mend,
                }
                for check in checks
            ]
            self.stdout.write(json.dumps({"checks": shown}, ensure_ascii=False))
        else:
            for check in checks:
                self.stdout.write(
                    f"{'ok  ' if check.is_ok else 'MEND'}  {check.name:10} {check.detail}"
                )
                if not check.is_ok:
                    self.stdout.write(f"      {'':10} → {check.mend}")
        if not all(check.is_ok for check in checks):
            sys.exit(1)
