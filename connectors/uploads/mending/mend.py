"""Mends refused rows: reads them again as the merchant wrote them, and loads those that are right now.

What is mended comes as a further batch of the upload's own feed. It belongs to the upload: undoing the import takes
its mended rows out as well, undoing them alone makes them refused rows again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from connectors.models import RefusedRow, Upload, UploadState
from connectors.uploads.interpreting.interpret import Interpreter, Page
from connectors.uploads.interpreting.reading import Reading, read_back
from connectors.uploads.mending.refused import cells_of
from connectors.uploads.opening.table import EXTRA
from connectors.uploads.scrubbing.cards import cut_cards_in
from edge.facts.batches import ADDED
from edge.facts.ledger import Batch, BatchState
from edge.facts.load import Stage, open_batch
from edge.lib.errors import Conflict
from edge.lib.texts import storable
from edge.merchants import audit
from edge.merchants.tenancy import tenant_context

LONGEST_CELL = 2_000
# By the row's line in the file, the new text of columns by their name; columns that are not named stay as they are.
Changes = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True)
class Mended:
    """What came of mending, in rows of the file; rows that are no sale after all are left out, as in any file."""

    loaded: int = 0
    known: int = 0
    left_out: int = 0
    still_refused: int = 0
    # Lines that were asked for and are not refused, or no longer, or of which no cells are kept.
    passed_over: int = 0
    batch: Batch | None = None


def mend(upload: Upload, changes: Changes, *, by: str) -> Mended:
    """Read the rows of `changes` again and load those that are right now; the others keep the new text and a reason.

    All of it is one transaction. A row that was mended before is passed over, so that nothing comes in twice. Raises
    Conflict where the upload is not in the books.
    """
    with tenant_context(upload.merchant_id), translation.override(upload.merchant.language):
        upload = _held(upload)
        reading = read_back(upload)
        wanted = list(_waiting(upload).filter(line__in=list(changes)))
        if not wanted:
            return Mended(passed_over=len(changes))
        for row in wanted:
            row.cells = _changed(row.cells, reading, changes[row.line])
        page = _as_page(wanted, reading)
        _keep_texts(wanted, page, reading)
        result = Interpreter(upload.merchant, reading).read(page)
        codes = (
            dict(result.refused.select("line", "code").iter_rows()) if result.refused.height else {}
        )
        right = [row for row in wanted if row.line not in codes]
        batch = _load(upload, result, rows=len(right))
        _note(wanted, codes, batch)
        audit.record(by, upload.merchant, "upload.mend", upload.public_id, {"rows": len(right)})
    good = len(right) - result.left_out.height
    known = 0 if batch is None else batch.duplicates
    return Mended(
        good - known,
        known,
        result.left_out.height,
        len(codes),
        len(changes) - len(wanted),
        batch,
    )


def hold(uploads: QuerySet[Upload]) -> list[Upload]:
    """Return uploads as they stand now, locked: who mends one and who undoes it wait for each other.

    Inside the merchant's context, and before any other lock is taken.
    """
    # No key: the rows that point at an upload may be written meanwhile.
    return list(uploads.select_for_update(of=("self",), no_key=True).order_by("pk"))


def hold_of(batch: Batch) -> None:
    """Lock the upload that a batch brought or mended, as `hold` does. Inside the merchant's context."""
    rows = RefusedRow.objects.for_merchant(batch.merchant_id).filter(mended_in=batch)
    uploads = Upload.objects.for_merchant(batch.merchant_id)
    hold(uploads.filter(Q(batch=batch) | Q(pk__in=rows.values("upload"))))


def unmend(upload: Upload) -> list[Batch]:
    """Make the mended rows of an upload refused again and return the batches that had brought them.

    Inside the merchant's context; the batches are the caller's to undo.
    """
    rows = RefusedRow.objects.for_merchant(upload.merchant_id).filter(upload=upload)
    mended = Batch.objects.for_merchant(upload.merchant_id).filter(
        pk__in=rows.exclude(mended_in=None).values("mended_in"), state=BatchState.PUBLISHED
    )
    found = list(mended.order_by("-pk"))
    rows.exclude(mended_at=None).update(mended_at=None, mended_in=None)
    return found


def refuse_again(batch: Batch) -> None:
    """Make the rows that a mending batch brought refused again: it was undone. Inside the merchant's context."""
    RefusedRow.objects.for_merchant(batch.merchant_id).filter(mended_in=batch).update(
        mended_at=None, mended_in=None
    )


def _held(upload: Upload) -> Upload:
    """Return the upload as it stands now, locked; raises Conflict where it is not in the books."""
    rows = Upload.objects.for_merchant(upload.merchant_id).select_related("merchant", "batch")
    found = hold(rows.filter(pk=upload.pk, state=UploadState.LOADED).exclude(batch=None))
    if not found:
        raise Conflict(
            _("The lines of this file cannot be mended, since it is not in your books."),
            kept=_("Nothing was changed."),
            mend=_("Load the file first; its refused lines wait then."),
        )
    return found[0]


def _waiting(upload: Upload) -> QuerySet[RefusedRow]:
    rows = RefusedRow.objects.for_merchant(upload.merchant_id).select_for_update()
    return rows.filter(upload=upload, mended_at=None).exclude(cells=[]).order_by("line")


def _changed(cells: Sequence[str], reading: Reading, texts: Mapping[str, str]) -> list[str]:
    names = [*(column.name for column in reading.columns), EXTRA]
    cells = [*cells, *[""] * (len(names) - len(cells))]
    changed = (texts.get(name, cell) for name, cell in zip(names, cells, strict=True))
    return [storable(text).strip()[:LONGEST_CELL] for text in changed]


def _as_page(rows: Sequence[RefusedRow], reading: Reading) -> pl.DataFrame:
    """Return the rows as a page of the file, card numbers cut."""
    names = [*(column.cell for column in reading.columns), EXTRA]
    data = {name: [row.cells[at] or None for row in rows] for at, name in enumerate(names)}
    page = pl.DataFrame(data, schema=dict.fromkeys(names, pl.String))
    lines = pl.Series("line", [row.line for row in rows], dtype=pl.Int64)
    return cut_cards_in(page.with_columns(lines), names)


def _keep_texts(rows: Sequence[RefusedRow], page: pl.DataFrame, reading: Reading) -> None:
    names = [*(column.cell for column in reading.columns), EXTRA]
    for row, cells in zip(rows, page.select(names).iter_rows(), strict=True):
        row.cells = cells_of(cells)


def _load(upload: Upload, page: Page, *, rows: int) -> Batch | None:
    """Publish what was read as a batch of the upload's feed that adds and corrects nothing; None for nothing."""
    if not (page.events.height or page.lines.height):
        return None
    assert upload.batch is not None  # noqa: S101 -- for the type checker: mend asks for it
    batch = open_batch(upload.merchant, upload.batch.feed)
    batch.rows, batch.findings = rows, {"relation": ADDED}
    batch.save(update_fields=["rows", "findings"])
    stage = Stage(upload.merchant, batch)
    stage.add(page.events, page.lines)
    batch = stage.publish()
    good = rows - page.left_out.height
    # Counted in rows of the file: one row may bring a sale, a tip and a fee.
    batch.duplicates = good if not batch.loaded else 0
    batch.loaded = good - batch.duplicates
    batch.save(update_fields=["loaded", "duplicates"])
    return batch


def _note(rows: Sequence[RefusedRow], codes: Mapping[int, str], batch: Batch | None) -> None:
    now = datetime.now(UTC)
    for row in rows:
        if row.line in codes:
            row.code = codes[row.line]
        else:
            row.mended_at, row.mended_in = now, batch
    RefusedRow.objects.bulk_update(rows, ["cells", "code", "mended_at", "mended_in"])
