"""What a merchant does with an upload: correct its reading, answer a question, load it, take it back."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from connectors.models import Upload, UploadState
from connectors.uploads.fields import Field
from connectors.uploads.intake import hand_over
from connectors.uploads.mend import refuse_again, unmend
from connectors.uploads.reading import Reading, read_back
from edge.facts import batches
from edge.facts.ledger import Batch
from edge.facts.merge import Change
from edge.lib.errors import ColumnsUnrecognized, Conflict, NotFound
from edge.merchants import audit
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context


def correct(upload: Upload, meanings: Mapping[str, Field], answers: Mapping[str, str]) -> Upload:
    """Have the file read anew with other meanings of columns and answers to questions; nothing is loaded yet.

    meanings: by the column's name in the file. answers: a choice by the question's key. Raises Conflict where the
    upload no longer waits.
    """
    reading = _waiting(upload)
    changed = {
        column.name: meanings[column.name].value
        for column in reading.columns
        if meanings.get(column.name, column.field) != column.field
    }
    corrections = {"columns": changed, "answers": dict(answers)}
    return _move(upload, UploadState.RECEIVED, reading, corrections)


def confirm(upload: Upload, *, by: str, takes_likeliest: bool = False) -> Upload:
    """Load the upload as it is read now; a worker, or `run`, does it.

    Raises ColumnsUnrecognized while a question is open, unless the likeliest reading shall be taken and there is one;
    Conflict where the upload no longer waits.
    """
    reading = _waiting(upload)
    if takes_likeliest and upload.outline is not None:
        reading = reading.answered()
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
        batch = Batch.objects.for_merchant(merchant).filter(public_id=batch_id).first()
        if batch is None:
            raise NotFound(_("There is no such import."))
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


def _waiting(upload: Upload) -> Reading:
    if upload.state != UploadState.READY:
        raise _too_late()
    return read_back(upload)


def _too_late() -> Conflict:
    return Conflict(
        _("This file no longer waits for your check."),
        kept=_("Nothing was changed."),
        mend=_("Look at the data page; an import can be undone there."),
    )


def _move(
    upload: Upload,
    state: UploadState,
    reading: Reading,
    corrections: Mapping[str, Any] | None = None,
) -> Upload:
    """Move a waiting upload on, once: two clicks at once move it one step."""
    with tenant_context(upload.merchant_id):
        moved = (
            Upload.objects.for_merchant(upload.merchant_id)
            .filter(pk=upload.pk, state=UploadState.READY)
            .update(
                state=state,
                reading=reading.to_json(),
                corrections=corrections,
                progress={},
                attempts=0,
            )
        )
        if not moved:
            raise _too_late()
        rows = Upload.objects.for_merchant(upload.merchant_id)
        upload.refresh_from_db(from_queryset=rows.select_related("merchant", "batch"))
        transaction.on_commit(partial(hand_over, upload), robust=True)
    return upload
