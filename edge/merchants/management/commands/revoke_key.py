"""`manage.py revoke_key`: a key stops working everywhere."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from edge.lib.shell import EdgeCommand
from edge.merchants.keys import revoke_key


class Command(EdgeCommand):
    """Revokes an API key."""

    help = "Revokes an API key: from now on it works nowhere."
    example = "revoke_key key_01kb…"

    def add_own_arguments(self, parser: ArgumentParser) -> None:
        """Add the key's id."""
        parser.add_argument("id", help="as create_key and the settings page show it")

    def answer(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Revoke the key."""
        revoked_at = revoke_key(options["id"], actor="shell")
        return {"id": options["id"], "revoked_at": revoked_at.isoformat()}

    def words(self, answer: Mapping[str, Any]) -> str:
        """Say since when."""
        return f"{answer['id']} is revoked since {answer['revoked_at']}."
