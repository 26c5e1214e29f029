"""`manage.py undo_import`: takes an import back."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from connectors.uploads.decide import undo
from edge.facts.ledger import Batch
from edge.lib.errors import NotFound
from edge.lib.shell import EdgeCommand


class Command(EdgeCommand):
    """Undoes an import."""

    help = "Takes every row of an import out of the books again and restores what it had corrected."
    example = "undo_import bat_06a1…"

    def add_own_arguments(self, parser: ArgumentParser) -> None:
        """Add the batch."""
        parser.add_argument("batch", metavar="BATCH", help="the id that import_sales printed")

    def answer(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Undo."""
        found = Batch.objects.using("system").filter(public_id=options["batch"]).first()
        if found is None:
            raise NotFound("There is no such import.", mend="Look at the data page for its id.")
        batch, change = undo(found.merchant, found.public_id, by="undo_import")
        return {"batch": batch.public_id, "rows": change.removed, "restored": change.added}

    def words(self, answer: Mapping[str, Any]) -> str:
        """Say what went."""
        return f"{answer['rows']:,} rows taken back, {answer['restored']:,} older ones restored."
