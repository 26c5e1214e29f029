"""`manage.py create_merchant`: a merchant and its owner."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from edge.lib.shell import EdgeCommand
from edge.merchants.profile import Founder, Profile, found_merchant, parse_day_end


class Command(EdgeCommand):
    """Opens a merchant's books."""

    help = "Opens the books of a merchant, and makes a person their owner."
    example = (
        'create_merchant --name "Café Morgenrot" --currency EUR --country DE --time-zone Europe/Berlin '
        "--owner mara@example.org --password correct-horse-battery"
    )

    def add_own_arguments(self, parser: ArgumentParser) -> None:
        """Add the profile and the owner."""
        parser.add_argument("--name", required=True)
        parser.add_argument("--currency", required=True, metavar="C", help="ISO 4217, such as EUR")
        parser.add_argument("--country", required=True, metavar="CC", help="ISO 3166-1, such as DE")
        parser.add_argument(
            "--time-zone", required=True, metavar="TZ", help="such as Europe/Berlin"
        )
        parser.add_argument(
            "--owner", metavar="E", help="the owner's e-mail; a new person needs --password"
        )
        parser.add_argument("--password", metavar="P")
        parser.add_argument("--language", default="en", metavar="L", help="en or de")
        parser.add_argument(
            "--day-end", default="00:00", metavar="HH:MM", help="when a business day ends"
        )

    def answer(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Open the books."""
        profile = Profile(
            name=options["name"],
            currency=options["currency"].upper(),
            country=options["country"].upper(),
            time_zone=options["time_zone"],
            language=options["language"],
            day_end_minutes=parse_day_end(options["day_end"]),
        )
        founder = Founder(options["owner"], options["password"]) if options["owner"] else None
        return {"merchant": found_merchant(profile, founder, actor="shell").slug}

    def words(self, answer: Mapping[str, Any]) -> str:
        """Say its short name."""
        slug = answer["merchant"]
        return (
            f"The books of {slug} are open. Other commands know it by that name: --merchant {slug}"
        )
