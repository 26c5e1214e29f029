"""`manage.py create_key`: an API key, shown once."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from edge.lib.shell import EdgeCommand
from edge.merchants.keys import KeyWish, create_key
from edge.merchants.profile import merchant_by_slug
from edge.merchants.roles import Scope


class Command(EdgeCommand):
    """Creates an API key."""

    help = "Creates an API key of a merchant and prints it; it cannot be shown again."
    example = "create_key --merchant cafe-morgenrot --name till --scopes read,write --rpm 600"

    def add_own_arguments(self, parser: ArgumentParser) -> None:
        """Add what the key may do, and how much of it."""
        parser.add_argument(
            "--merchant", required=True, metavar="M", help="the merchant's short name"
        )
        parser.add_argument("--name", required=True, metavar="N", help="what will use the key")
        parser.add_argument(
            "--scopes", required=True, metavar="a,b", help=f"out of {', '.join(Scope)}"
        )
        parser.add_argument("--rpm", type=int, help="requests a minute")
        parser.add_argument("--tpm", type=int, help="tokens a minute")
        parser.add_argument(
            "--concurrent",
            "--concurrency",
            type=int,
            dest="concurrency",
            help="calls at the same time",
        )
        parser.add_argument("--budget-usd", type=float, help="for models, a month")

    def answer(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Create the key."""
        limits = {
            name: options[name]
            for name in ("rpm", "tpm", "concurrency", "budget_usd")
            if options[name] is not None
        }
        wish = KeyWish(options["name"], options["scopes"].split(","), limits)
        key, text = create_key(merchant_by_slug(options["merchant"]), wish, actor="shell")
        return {"key": text, "id": key.public_id}

    def words(self, answer: Mapping[str, Any]) -> str:
        """Show the key."""
        return f"{answer['key']}\n\nShown this once. Its id, for revoke_key: {answer['id']}"
