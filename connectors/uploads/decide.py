"""What a merchant does with an upload: correct its reading, answer a question, load it, take it back."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from connectors.models import UNFINISHED, Upload, UploadState
from connectors.uploads.intake import hand_over
from connectors.uploads.interpreting.reading import Reading, Said, read_back
from connectors.uploads.mending.mend import hold_of, refuse_again, unmend
from edge.facts import batches
from edge.facts.ledger import Batch, BatchState
from edge.facts.merge import Change
from edge.lib.errors import ColumnsUnrecognized, Conflict, InvalidRequest, NotFound
from edge.lib.texts import storable
from edge.merchants import audit
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context


def said_now(data: Mapping[str, Any]) -> Said:
    """Return what a merchant says of a file, from plain values; raises InvalidRequest where it is too much."""
    try:
        return Said.from_outside(data)
    except ValueError as reason:
        raise InvalidRequest(
            _("These corrections are too many or too long."),
            log_text=str(reason),
            kept=_("Nothing was changed."),
            mend=_("Send fewer at a time."),
        ) from reason


def correct(upload: Upload, said: Said, *, seen: int | None = None) -> Upload:
    """Have the file read anew as the merchant corrects it; nothing is loaded yet.

    seen: the upload's revision that the merchant looked at, where that is known. What is said as it is read already
    is no correction. Raises Conflict where the upload no longer waits, or is read otherwise by now.
    """
    reading = _waiting(upload, seen)
    changed = {
        column.name: said.columns[column.name].value
        for column in reading.columns
        if said.columns.get(column.name, column.field) != column.field
    }
    corrections: dict[str, Any] = {
        "columns": changed,
        "answers": dict(said.answers),
        "marks": {column: dict(words) for column, words in said.marks.items()},
    }
    if said.grain is not None and said.grain != reading.grain:
        corrections["grain"] = said.grain.value
    return _move(upload, UploadState.RECEIVED, reading, corrections)


def confirm(
    upload: Upload, *, by: str, takes_likeliest: bool = False, seen: int | None = None
) -> Upload:
    """Load the upload as it is read now; a worker, or `run`, does it.

    seen: as for `correct`. Raises ColumnsUnrecognized while a question is open, unless the likeliest reading shall be
    taken and there is one; Conflict where the upload no longer waits, or is read otherwise by now.
    """
    reading = _waiting(upload, seen)
    if takes_likeliest and upload.outline is not None:
        reading = reading.likeliest()
    if not reading.is_sure:
        raise unsure(upload)
    with tenant_context(upload.merchant_id):
        audit.record(by, upload.merchant, "upload.confirm", upload.public_id)
        return _move(upload, UploadState.LOADING, reading)


def unsure(upload: Upload) -> ColumnsUnrecognized:
    """Return the error that asks: the first open question, and the readings between which to choose."""
    question = read_back(upload).questions[0]
    choices = (upload.outline or {}).get("choices", {}).get(question.key, [])
    error = ColumnsUnrecognized(
        question.text,
        kept=_("Nothing was loaded; the file waits."),
        mend=_("Open it on the data page and answer there, or correct a column's meaning."),
    )
    error.extra = {
        "question": question.text,
        "readings": choices or [{"key": key, "label": label} for key, label in question.choices],
        "upload": upload.public_id,
    }
    return error


def undo(merchant: Merchant, batch_id: str, *, by: str) -> tuple[Batch, Change]:
    """Take an import back, whatever brought it, and what was mended of it. Raises NotFound or Conflict."""
    with tenant_context(merchant):
        batch = Batch.objects.for_merchant(merchant).filter(public_id=storable(batch_id)).first()
        if batch is None:
            raise NotFound(_("There is no such import."))
        hold_of(batch)
        batch, change = batches.undo(batch)
        _settle(merchant, batch, change)
        audit.record(by, merchant, "import.undo", batch.public_id, {"rows": change.removed})
    return batch, change


def _settle(merchant: Merchant, batch: Batch, change: Change) -> None:
    """Take what was mended of an undone import out as well; rows that the undone batch had mended wait again."""
    upload = Upload.objects.for_merchant(merchant).filter(batch=batch).first()
    if upload is None:
        refuse_again(batch)
        return
    upload.state = UploadState.UNDONE
    upload.save(update_fields=["state"])
    for mended in unmend(upload):
        _batch, more = batches.undo(mended)
        change.removed += more.removed
        change.added += more.added
        change.days |= more.days


def discard(upload: Upload, *, by: str) -> None:
    """Throw away a file that waits or failed; nothing of it was loaded. Raises Conflict once it loads."""
    with tenant_context(upload.merchant_id):
        # As it stands now, and held: a click on "load" at the same moment waits, and finds nothing.
        found = (
            Upload.objects.for_merchant(upload.merchant_id)
            .select_for_update()
            .filter(pk=upload.pk, state__in=(UploadState.READY, UploadState.FAILED))
            .first()
        )
        if found is None:
            raise _too_late()
        audit.record(by, upload.merchant, "upload.discard", found.public_id)
        found.delete()
        if found.file:
            stored = found.file
            transaction.on_commit(partial(stored.storage.delete, stored.name), robust=True)


def cancel(upload: Upload, *, by: str) -> Upload | None:
    """Stop the reading or loading of a file: one that was checked waits again, any other is thrown away (None).

    Raises Conflict once it is loaded, or while all of it is being put into the books.
    """
    with tenant_context(upload.merchant_id):
        rows = Upload.objects.for_merchant(upload.merchant_id)
        # Whoever works on it finds its lease gone, and what it was about to write is rolled back.
        stopped = rows.filter(pk=upload.pk, state__in=UNFINISHED).update(
            state=UploadState.READY, lease_until=None, lease_holder="", progress={}, attempts=0
        )
        if not stopped:
            raise _too_late()
        upload.refresh_from_db(from_queryset=rows.select_related("merchant", "batch"))
        _give_up_batch(upload)
        audit.record(by, upload.merchant, "upload.cancel", upload.public_id)
        if upload.reading is not None and upload.outline is not None:
            upload.batch = upload.corrections = None
            upload.save(update_fields=["batch", "corrections"])
            return upload
        discard(upload, by=by)
    return None


def _give_up_batch(upload: Upload) -> None:
    if upload.batch is None:
        return
    try:
        # Publishing holds this row from its beginning to its end; what it has begun is not to be stopped.
        Merchant.objects.select_for_update(no_key=True, nowait=True).get(pk=upload.merchant_id)
    except OperationalError as reason:
        raise Conflict(
            _("This file is being put into your books right now."),
            kept=_("Nothing was stopped."),
            mend=_("Wait a moment, then undo the import."),
        ) from reason
    upload.batch.refresh_from_db()
    if upload.batch.state == BatchState.PUBLISHED:
        raise _too_late()
    batches.fail(upload.batch)


def _waiting(upload: Upload, seen: int | None) -> Reading:
    if upload.state != UploadState.READY:
        raise _too_late()
    if seen is not None and seen != upload.revision:
        raise _read_otherwise()
    return read_back(upload)


def _too_late() -> Conflict:
    return Conflict(
        _("This file no longer waits for your check."),
        kept=_("Nothing was changed."),
        mend=_("Look at the data page; an import can be undone there."),
    )


def _read_otherwise() -> Conflict:
    return Conflict(
        _("This file was corrected meanwhile and is read otherwise by now."),
        kept=_("Your change was not made, and nothing was loaded."),
        mend=_("Look at the reading as it is now, and decide on that."),
    )


def _move(
    upload: Upload,
    state: UploadState,
    reading: Reading,
    corrections: Mapping[str, Any] | None = None,
) -> Upload:
    """Move a waiting upload on, once: two clicks at once move it one step.

    Not even when it was moved, read anew and waits again since `upload` was looked up: its revision has moved on.
    """
    with tenant_context(upload.merchant_id):
        rows = Upload.objects.for_merchant(upload.merchant_id)
        # The update waits for the row, and looks at both once it holds it.
        moved = rows.filter(pk=upload.pk, state=UploadState.READY, revision=upload.revision).update(
            state=state,
            revision=F("revision") + 1,
            reading=reading.to_json(),
            corrections=corrections,
            progress={},
            attempts=0,
        )
        if not moved:
            waits = rows.filter(pk=upload.pk, state=UploadState.READY).exists()
            raise _read_otherwise() if waits else _too_late()
        upload.refresh_from_db(from_queryset=rows.select_related("merchant", "batch"))
        transaction.on_commit(partial(hand_over, upload), robust=True)
    return upload
