"""Tells how far an import has come: in its row, on the merchant's open pages, in the terminal."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from connectors.models import Upload
from edge.live import events
from edge.merchants.tenancy import tenant_context

# Often enough to look alive, seldom enough that the log of events stays short.
SHORTEST_PAUSE_S = 1.0


@dataclass
class Progress:
    """The state of one run; `say` gets a line of text a step, for a terminal."""

    upload: Upload
    say: Callable[[str], None] | None = None
    step: str = ""
    rows: int = 0
    of: int = 0
    # How many pages of the file, and rows of them, lie staged: where a killed run goes on.
    pages: int = 0
    staged: int = 0
    _told_at: float = 0.0

    def at(self, step: str, rows: int = 0, of: int = 0) -> None:
        """Note a step, and tell of it unless that was just done."""
        is_new = step != self.step
        self.step, self.rows, self.of = step, rows, of
        if self.say is not None:
            self.say(f"{step} {rows:,}{f' of {of:,}' if of else ''} rows")
        if is_new or time.monotonic() - self._told_at > SHORTEST_PAUSE_S:
            self.tell()

    def tell(self) -> None:
        """Write the step down and push it to open pages."""
        self._told_at = time.monotonic()
        merchant_id = self.upload.merchant_id
        with tenant_context(merchant_id):
            # Whoever has taken the upload over tells of it, and goes on from its own pages.
            is_held = (
                Upload.objects.for_merchant(merchant_id)
                .filter(pk=self.upload.pk, lease_holder=self.upload.lease_holder)
                .update(progress=self.as_json())
            )
            if not is_held:
                return
            events.append(merchant_id, events.FEED, "import", self.event())

    def as_json(self) -> dict[str, Any]:
        """Return the step as plain values."""
        return {
            "step": self.step,
            "rows": self.rows,
            "of": self.of,
            "pages": self.pages,
            "staged": self.staged,
        }

    def event(self) -> dict[str, Any]:
        """Return what open pages get to know."""
        return self.as_json() | {
            "upload": self.upload.public_id,
            "name": self.upload.name,
            "state": self.upload.state,
        }
