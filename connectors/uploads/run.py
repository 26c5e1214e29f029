"""Takes an upload on from wherever it stands: reads it, and loads it once its reading is sure or confirmed.

Runs in a worker or in a command. Killed at any moment, the next run goes on: nothing is visible before the batch is
published, and what was staged is used again.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
import redis
from django.db import InterfaceError, OperationalError
from django.utils import translation
from django.utils.translation import gettext as _

from connectors.models import KnownReading, RefusedRow, Upload, UploadState
from connectors.uploads.choices import NEEDS_A_COLUMN, corrected, look_at, read_file, variants
from connectors.uploads.interpreting.interpret import Interpreter
from connectors.uploads.interpreting.reading import Reading, Said, read_back
from connectors.uploads.lease import Lease, LeaseLostError, leased
from connectors.uploads.mending.refused import MOST_KEPT, keep
from connectors.uploads.opening.open_file import OpenFile, opened
from connectors.uploads.outline import Choice, outline
from connectors.uploads.progress import Progress
from connectors.uploads.understanding.look import Look
from edge.facts import batches
from edge.facts.ledger import Batch, BatchState
from edge.facts.load import Stage, feed_for, open_batch
from edge.facts.sums import Totals, totals
from edge.lib.errors import EdgeError, FileUnreadable
from edge.lib.money import to_decimal
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context

log = logging.getLogger(__name__)
# A file that ends its worker this often is given up.
MOST_ATTEMPTS = 5
Say = Callable[[str], None]
# What an outline sums.
_SUMS = ("months", "currencies")
# What net sales are made of; all other money is told beside them.
_NET = ("sale", "refund")
# COPY reports through psycopg itself, past Django's own names for the same errors.
SERVICE_DIED = (
    OperationalError,
    InterfaceError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    redis.RedisError,
)


def run(upload: Upload, say: Say | None = None) -> Upload:
    """Read, and where nothing is left to ask load, an upload; return it as it then stands.

    Returns at once where another process works on it or nothing is to be done. Errors of the file are written to the
    upload, not raised; where a service died under it the error is raised and the upload stays open for another run;
    anything else is raised after the upload is marked as failed.
    """
    progress = Progress(upload, say)
    with leased(upload, progress.tell) as lease, translation.override(upload.merchant.language):
        if lease is None:
            return upload
        try:
            if upload.attempts > MOST_ATTEMPTS:
                raise _given_up()
            with opened(upload) as file:
                _advance(_Run(upload.merchant, upload, file, lease, progress))
        except EdgeError as error:
            if not _fail(lease, error):
                raise LeaseLostError(upload.public_id) from error
        except SERVICE_DIED:
            # No fault of the file: when the lease has run out the sweep hands it to a worker once more.
            raise
        except Exception as error:
            _fail(lease, _broken(error))
            raise
        finally:
            progress.tell()
    return upload


@dataclass(frozen=True)
class _Run:
    merchant: Merchant
    upload: Upload
    file: OpenFile
    lease: Lease
    progress: Progress

    def save(self, **values: Any) -> None:
        """Write fields of the upload. Raises LeaseLostError where another process has taken it over."""
        with tenant_context(self.merchant):
            if not self.lease.mine().update(**values):
                raise LeaseLostError(self.upload.public_id)
        for name, value in values.items():
            setattr(self.upload, name, value)


def _advance(run: _Run) -> None:
    if run.upload.state == UploadState.RECEIVED and not _is_ready_to_load(run):
        return
    _load(run, read_back(run.upload))


def _is_ready_to_load(run: _Run) -> bool:
    """Read the file and return whether it goes straight into the books; else it waits for the merchant."""
    run.progress.at(_("Reading"))
    look = look_at(run.file, run.merchant)
    reading, is_known = _read(run, look)
    # All at once: whoever cancels meanwhile finds the reading of before with the totals of before.
    found: dict[str, Any] = {"reading": reading.to_json(), "corrections": None}
    if reading.is_sure and (is_known or run.upload.loads_when_sure):
        run.save(**found, state=UploadState.LOADING)
        return True
    run.save(**found, outline=_outline(run, look, reading), state=UploadState.READY, attempts=0)
    return False


def _read(run: _Run, look: Look) -> tuple[Reading, bool]:
    """Return how the file reads, and whether the merchant has confirmed that layout before."""
    if run.upload.reading is not None:
        # The merchant has corrected it and looks at it once more.
        said = corrected(read_back(run.upload), run.upload.corrections or {})
        return read_file(look, run.merchant, said), False
    reading = read_file(look, run.merchant, Said())
    with tenant_context(run.merchant):
        known = KnownReading.objects.for_merchant(run.merchant)
        confirmed = known.filter(layout=reading.feed_key).first()
    if confirmed is None:
        return reading, False
    said = Reading.from_json(confirmed.reading).confirmed()
    return read_file(look, run.merchant, said), True


def _outline(run: _Run, look: Look, reading: Reading) -> dict[str, Any] | None:
    """Return what the page shows of a reading; None while there is nothing to sum."""
    if any(question.key in NEEDS_A_COLUMN for question in reading.questions):
        return None

    def tell(rows: int) -> None:
        run.lease.check()
        run.progress.at(_("Reading"), rows)

    choices = [
        Choice(question.key, key, label, one)
        for question in reading.questions
        for key, label, one in variants(look, run.merchant, reading, question)
    ]
    found = outline(run.merchant, run.file, reading, tell, choices)
    found["is_as_before"] = _is_as_before(run.upload, found)
    return found


def _is_as_before(upload: Upload, found: Mapping[str, Any]) -> bool:
    """Whether what the merchant has just said of the file makes no difference to its sums."""
    before = upload.outline if upload.corrections is not None else None
    return before is not None and all(before.get(one) == found[one] for one in _SUMS)


def _load(run: _Run, reading: Reading) -> None:
    if run.upload.batch is not None and run.upload.batch.state == BatchState.PUBLISHED:
        # An earlier run was killed right after it had published.
        _finish(run, reading, run.upload.batch)
        return
    stage, done = _stage_for(run, reading)
    interpreter = Interpreter(run.merchant, reading, run.file.dialect.separator)
    rows = refused = good = 0
    with tenant_context(run.merchant):
        RefusedRow.objects.for_merchant(run.merchant).filter(upload=run.upload).delete()
    for number, page in enumerate(interpreter.pages(run.file.pages()), start=1):
        run.lease.check()
        with tenant_context(run.merchant):
            stage.add(page.events, page.lines, is_staged=number <= done)
            keep(run.upload, reading, page.source, page.refused.head(max(MOST_KEPT - refused, 0)))
            if number > done:
                run.progress.pages, run.progress.staged = number, stage.position
                # Whoever brings it further does not count among those that it stopped.
                run.save(progress=run.progress.as_json(), attempts=0)
        rows += page.rows
        refused += page.refused.height
        good += page.rows - page.refused.height - page.left_out.height
        run.progress.at(_("Loading"), rows, (run.upload.outline or {}).get("rows", 0))
    batch = stage.batch
    batch.rows, batch.refused = rows, refused
    with tenant_context(run.merchant):
        batch.save(update_fields=["rows", "refused"])
    run.lease.check()
    run.progress.at(_("Putting into your books"), rows, rows)
    batch = stage.publish()
    if batch.state != BatchState.PUBLISHED:
        # Somebody gave it up meanwhile: what is not in the books is not called loaded.
        raise _broken(RuntimeError(f"batch {batch.public_id} is {batch.state}"))
    _count_in_rows(batch, good)
    _finish(run, reading, batch)


def _stage_for(run: _Run, reading: Reading) -> tuple[Stage, int]:
    """Return the stage of this upload's batch and how many pages of it an earlier run has staged."""
    batch = run.upload.batch
    if batch is not None and batch.state == BatchState.STAGING:
        stage = Stage(run.merchant, batch)
        pages = int(run.upload.progress.get("pages", 0))
        if pages and stage.holds(int(run.upload.progress.get("staged", 0))):
            return stage, pages
        # A crash of the database empties the stage: what it lost is read again.
        with tenant_context(run.merchant):
            stage.clear()
        return stage, 0
    feed = feed_for(run.merchant, kind="upload", key=reading.feed_key, name=run.upload.name)
    batch = open_batch(run.merchant, feed)
    run.save(batch=batch)
    return Stage(run.merchant, batch), 0


def _count_in_rows(batch: Batch, good: int) -> None:
    """Count the batch in rows of the file: one row may bring a sale, a tip and a fee."""
    known, added = batch.duplicates, batch.loaded
    batch.duplicates = good if known and not added else round(good * known / max(known + added, 1))
    batch.loaded = good - batch.duplicates
    with tenant_context(batch.merchant_id):
        batch.save(update_fields=["loaded", "duplicates"])


def _finish(run: _Run, reading: Reading, batch: Batch) -> None:
    """Mark the upload as loaded, remember its reading and forget its bytes."""
    with tenant_context(run.merchant):
        KnownReading.objects.update_or_create(
            merchant=run.merchant,
            layout=reading.feed_key,
            defaults={"reading": reading.to_json()},
        )
    run.save(
        state=UploadState.LOADED,
        batch=batch,
        outline=(run.upload.outline or {}) | {"total": _totals(run.merchant, batch)},
        finished_at=datetime.now(UTC),
    )
    # What it said is in the books; card numbers that it may have held need not lie about.
    run.upload.file.delete(save=False)
    run.save(file="")


def _totals(merchant: Merchant, batch: Batch) -> dict[str, Any]:
    """Return what the batch brought, in major units; currencies that are not the merchant's stand apart."""
    with tenant_context(merchant):
        sums = totals(batch)
    own = _in_major_units(sums.pop(merchant.currency, Totals()), merchant.currency)
    others = {currency: _in_major_units(one, currency) for currency, one in sums.items()}
    return own | {"others": others}


def _in_major_units(sums: Totals, currency: str) -> dict[str, Any]:
    def major(minor: int) -> str:
        return str(to_decimal(minor, currency))

    beside = {kind: major(minor) for kind, minor in sums.kinds.items() if kind not in _NET}
    return {
        "sales": sums.sales,
        "gross": major(sums.gross),
        "refunds": major(sums.refunds),
        "net": major(sums.net),
        "kinds": beside,
        "tax_rates": {rate: major(minor) for rate, minor in sums.tax_rates.items()},
    }


def _fail(lease: Lease, error: EdgeError) -> bool:
    """Mark the upload as failed and give its batch up, unless another process works on both by now."""
    upload = lease.upload
    values = {
        "state": UploadState.FAILED,
        "finished_at": datetime.now(UTC),
        "failure": {
            "code": error.code,
            "message": error.merchant_text,
            "kept": error.kept,
            "mend": error.mend,
        },
    }
    with tenant_context(upload.merchant_id):
        if not lease.mine().update(**values):
            return False
        if upload.batch is not None:
            batches.fail(upload.batch)
    for name, value in values.items():
        setattr(upload, name, value)
    return True


def _given_up() -> FileUnreadable:
    return FileUnreadable(
        _("I tried this file several times and could not finish it."),
        code="gave_up",
        kept=_("Nothing of it was loaded."),
        mend=_("Bring it in smaller parts, or send it to our support."),
    )


def _broken(error: Exception) -> EdgeError:
    return EdgeError(
        _("Something went wrong on our side while I read this file."),
        log_text=repr(error),
        code="internal_error",
        kept=_("Nothing of it was loaded."),
        mend=_("Bring the file again; if that does not help, send it to our support."),
    )
