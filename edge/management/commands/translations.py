"""Bring the texts of every language up to date, or tell what is missing."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from edge import translations


class Command(BaseCommand):
    """Collects every text, keeps what is translated, compiles; --check changes nothing."""

    help = "Collect all texts of pages into the languages' catalogs and compile them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --check."""
        parser.add_argument("--check", action="store_true", help="only tell what is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Update each language but the source's own; fail where texts are missing."""
        missing = 0
        for language, _name in settings.LANGUAGES:
            if language == translations.SOURCE:
                continue
            if not options["check"]:
                translations.update(language)
            for gap in translations.gaps(language):
                missing += 1
                self.stdout.write(f"{gap.language}: {gap.text!r} ({gap.place})")
        if missing:
            raise CommandError(f"{missing} texts lack a translation.")
        self.stdout.write("Every text is translated.")
