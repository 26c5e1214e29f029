"""Receives files: stores the bytes under a name of ours and writes down that somebody must read them."""

import hashlib
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from connectors.models import Upload
from edge.lib.errors import FileUnreadable, NotFound
from edge.lib.nudge import nudge
from edge.merchants import audit
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context

READ_TASK = "connectors.tasks.run_upload"


def receive(
    merchant: Merchant,
    content: "IO[bytes] | File[bytes]",
    *,
    name: str,
    by: str,
    loads_when_sure: bool = False,
) -> Upload:
    """Store a file and return its upload; `run` or a worker reads it.

    Raises FileUnreadable where it is larger than the settings allow. Call it outside the merchant's context.
    """
    digest, size = hashlib.sha256(), 0
    for block in _blocks(content):
        size += len(block)
        if size > settings.UPLOAD_MAX_BYTES:
            raise FileUnreadable(
                _("The file is larger than %(most)s MB.")
                % {"most": settings.UPLOAD_MAX_BYTES // 1_000_000},
                code="file_too_large",
                kept=_("Nothing of it was loaded."),
                mend=_("Pack it with gzip, or bring it in parts."),
            )
        digest.update(block)
    content.seek(0)
    upload = Upload(
        merchant=merchant,
        name=clean_name(name),
        size=size,
        sha256=digest.hexdigest(),
        brought_by=by[:160],
        loads_when_sure=loads_when_sure,
    )
    # Before the transaction: writing this much takes its time, and would hold a connection meanwhile.
    upload.file.save("upload", File(content), save=False)
    try:
        with tenant_context(merchant):
            upload.save()
            audit.record(by, merchant, "upload.receive", upload.public_id, {"bytes": size})
            transaction.on_commit(partial(hand_over, upload), robust=True)
    except BaseException:
        # Without a row nobody would ever find the bytes again.
        upload.file.delete(save=False)
        raise
    return upload


def hand_over(upload: Upload) -> None:
    """Nudge a worker to take the upload on; if nobody hears it, the sweep does."""
    nudge([READ_TASK], upload.merchant_id, upload.pk)


def find_upload(merchant: Merchant, public_id: str) -> Upload:
    """Return the merchant's upload of that id; raises NotFound."""
    with tenant_context(merchant):
        found: Upload | None = (
            Upload.objects.for_merchant(merchant)
            .select_related("merchant", "batch")
            .filter(public_id=public_id)
            .first()
        )
    if found is None:
        raise NotFound(_("There is no such file."))
    return found


def clean_name(name: str) -> str:
    """Return a file's name without folders and control characters, short enough to show."""
    return re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", Path(name).name)[:200] or "file"


def _blocks(content: "IO[bytes] | File[bytes]") -> Iterator[bytes]:
    while block := content.read(1_048_576):
        yield block
