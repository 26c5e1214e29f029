"""Receives files: stores the bytes under a name of ours and writes down that somebody must read them."""

import hashlib
import re
from functools import partial
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from connectors.models import UNFINISHED, Upload, UploadState
from connectors.uploads.scrubbing.rewrite import scrubbed
from connectors.uploads.workspace import workspace
from edge.lib.errors import FileUnreadable, NotFound
from edge.lib.nudge import nudge
from edge.lib.texts import storable
from edge.merchants import audit
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context
from edge.telemetry.cards import cut_cards

READ_TASK = "connectors.tasks.run_upload"
_BLOCK = 1_048_576
# Signs that are not seen, or that turn the reading direction so that an ending looks like another one.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def receive(
    merchant: Merchant,
    content: "IO[bytes] | File[bytes]",
    *,
    name: str,
    by: str,
    loads_when_sure: bool = False,
) -> Upload:
    """Store a file and return its upload; `run` or a worker reads it. Card numbers in it are cut before.

    Raises FileUnreadable where it is larger than the settings allow, or is packed and cannot be looked into. Call it
    outside the merchant's context.
    """
    with workspace() as at:
        brought = at / "brought"
        # The sum is that of the bytes as they were brought: the same file is the same, cut or not.
        size, digest = _take(content, brought)
        clean = scrubbed(brought, at) or brought
        upload = Upload(
            merchant=merchant,
            name=clean_name(name),
            size=size,
            sha256=digest,
            brought_by=by[:160],
            loads_when_sure=loads_when_sure,
        )
        # Before the transaction: writing this much takes its time, and would hold a connection meanwhile.
        with clean.open("rb") as file:
            upload.file.save("upload", File(file), save=False)
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


def _take(content: "IO[bytes] | File[bytes]", target: Path) -> tuple[int, str]:
    """Write the bytes to `target`; return how many there are and their sum. Raises FileUnreadable for too many."""
    content.seek(0)
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as out:
        while block := content.read(_BLOCK):
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
            out.write(block)
    return size, digest.hexdigest()


def hand_over(upload: Upload) -> None:
    """Nudge a worker to take the upload on; if nobody hears it, the sweep does."""
    nudge([READ_TASK], upload.merchant_id, upload.pk)


def find_upload(merchant: Merchant, public_id: str) -> Upload:
    """Return the merchant's upload of that id; raises NotFound."""
    with tenant_context(merchant):
        found: Upload | None = (
            Upload.objects.for_merchant(merchant)
            .select_related("merchant", "batch")
            .filter(public_id=storable(public_id))
            .first()
        )
    if found is None:
        raise NotFound(_("There is no such file."))
    return found


def brought_before(upload: Upload) -> Upload | None:
    """Return another upload of the very same bytes that is in the books, or else an earlier one on its way there.

    Inside the merchant's context. What failed, or was taken back, was brought in vain and may well come again.
    """
    if not upload.sha256:
        return None
    same = (
        Upload.objects.for_merchant(upload.merchant_id)
        .filter(sha256=upload.sha256)
        .exclude(pk=upload.pk)
        .order_by("pk")
    )
    is_earlier = Q(pk__lt=upload.pk)
    in_books = Q(state=UploadState.LOADED)
    if upload.state == UploadState.LOADED:
        in_books &= is_earlier
    found: Upload | None = same.filter(in_books).first()
    waiting = is_earlier & Q(state__in=(*UNFINISHED, UploadState.READY))
    return found or same.filter(waiting).first()


def clean_name(name: str) -> str:
    """Return a file's name without folders, control characters and card numbers, short enough to show."""
    own = name.replace("\\", "/").rpartition("/")[2]
    return cut_cards(_UNSEEN.sub("", own)[:200])[:200] or "file"
