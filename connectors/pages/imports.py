"""What came in, import by import: its sums, what stands beside it, and what an undo would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.dates import format_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectors.models import RefusedRow, Upload, UploadState
from connectors.pages.days import in_words
from connectors.pages.formats import Words
from connectors.uploads.mending.refused import counts
from edge.facts.ledger import Batch, BatchState
from edge.facts.merge import Change
from edge.facts.scopes import scope_of
from edge.facts.undo import holders_of
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context

MOST_UPLOADS = 30


@dataclass(frozen=True)
class Sums:
    """What an import brought in one currency, in words."""

    net: str
    parts: str


def imports(merchant: Merchant, words: Words) -> list[dict[str, Any]]:
    """Return the files that were brought, newest first; inside the merchant's context."""
    found = list(
        Upload.objects.for_merchant(merchant)
        .select_related("batch")
        .order_by("-created_at")[:MOST_UPLOADS]
    )
    waiting = _still_refused(merchant, found)
    return [_import(merchant, one, waiting, words) for one in found]


def _still_refused(merchant: Merchant, uploads: Sequence[Upload]) -> set[int]:
    rows = RefusedRow.objects.for_merchant(merchant).filter(upload__in=uploads, mended_at=None)
    return set(rows.values_list("upload_id", flat=True).distinct())


def _import(merchant: Merchant, upload: Upload, waiting: set[int], words: Words) -> dict[str, Any]:
    local = merchant.calendar.local(upload.created_at).replace(tzinfo=None)
    return {
        "upload": upload,
        "came": format_datetime(local, "d MMM, HH:mm", locale=words.locale),
        "holds": _holds(upload, words),
        "sums": _brought(upload, words) if upload.state == UploadState.LOADED else [],
        "is_running": upload.state in (UploadState.RECEIVED, UploadState.LOADING),
        "is_waiting": upload.state == UploadState.READY,
        "is_loaded": upload.state == UploadState.LOADED,
        "is_failed": upload.state == UploadState.FAILED,
        "has_refused": upload.state == UploadState.LOADED and upload.pk in waiting,
    }


def _brought(upload: Upload, words: Words) -> list[Sums]:
    """Return what a loaded file brought in each currency, as it was counted when it was loaded."""
    total = (upload.outline or {}).get("total")
    if total is None:
        return []
    return [
        sums_words(one, currency, words)
        for currency, one in [
            (words.currency, total),
            *sorted(total.get("others", {}).items()),
        ]
    ]


def sums_words(total: Mapping[str, Any], currency: str, words: Words) -> Sums:
    """Return sums in major units of one currency in words."""
    parts = [
        ngettext("%(count)s receipt", "%(count)s receipts", total["sales"])
        % {"count": words.count(total["sales"])},
        _("%(gross)s sold") % {"gross": words.money(total["gross"], currency)},
    ]
    if Decimal(total["refunds"]):
        told = {"refunds": words.money(total["refunds"], currency)}
        parts.append(_("%(refunds)s refunded") % told)
    return Sums(words.money(total["net"], currency), ", ".join(parts))


def _holds(upload: Upload, words: Words) -> str:
    batch = upload.batch
    if batch is None or upload.state not in (UploadState.LOADED, UploadState.UNDONE):
        return ""
    text = ngettext("%(lines)s line", "%(lines)s lines", batch.loaded)
    lines = str(text % {"lines": words.count(batch.loaded)})
    if batch.first_day is None or batch.last_day is None:
        return lines
    return f"{lines}, {in_words(batch.first_day, batch.last_day, words.locale)}"


def undo_page(merchant: Merchant, batch: Batch, words: Words) -> dict[str, Any]:
    """Return what the undo of an import would do, in sentences; the import is in the books."""
    with tenant_context(merchant):
        upload = Upload.objects.for_merchant(merchant).filter(batch=batch).first()
        others = [one for one in _holders(merchant, batch) if one.pk != batch.pk]
    text = ngettext(
        "%(lines)s line goes out of your books.",
        "%(lines)s lines go out of your books.",
        batch.loaded,
    )
    said = [text % {"lines": words.count(batch.loaded)}]
    if batch.first_day is not None and batch.last_day is not None:
        days = in_words(batch.first_day, batch.last_day, words.locale)
        said.append(_("The days it tells of: %(days)s.") % {"days": days})
    if batch.superseded:
        text = ngettext(
            "%(lines)s line that it corrected holds again as it was.",
            "%(lines)s lines that it corrected hold again as they were.",
            batch.superseded,
        )
        said.append(text % {"lines": words.count(batch.superseded)})
    mended = counts(upload)[1] if upload is not None else 0
    if mended:
        text = ngettext(
            "%(lines)s line that you mended goes with it.",
            "%(lines)s lines that you mended go with it.",
            mended,
        )
        said.append(text % {"lines": words.count(mended)})
    if others:
        said.append(
            _("Lines that another import brought too stay: %(imports)s.")
            % {"imports": ", ".join(names_of(merchant, others, words))}
        )
    said.append(_("Figures that I told from it are marked as changed."))
    return {
        "batch": batch,
        "name": upload.name if upload is not None else batch.feed.name,
        "sums": [] if upload is None else _brought(upload, words),
        "says": said,
    }


def _holders(merchant: Merchant, batch: Batch) -> Sequence[Batch]:
    """Return the imports that brought rows of this one too; where none tells of its days, nobody need look."""
    beside = (
        Batch.objects.for_merchant(merchant)
        .filter(
            feed=batch.feed,
            state=BatchState.PUBLISHED,
            first_day__lte=batch.last_day,
            last_day__gte=batch.first_day,
        )
        .exclude(pk=batch.pk)
    )
    if batch.first_day is None or not beside.exists():
        return ()
    return holders_of(batch, scope_of(merchant, batch.feed, batch.pk))


def names_of(merchant: Merchant, batches: Sequence[Batch], words: Words) -> list[str]:
    """Return the names by which imports go: the file's, else the source's and when it came."""
    with tenant_context(merchant):
        files = dict(
            Upload.objects.for_merchant(merchant)
            .filter(batch__in=batches)
            .values_list("batch_id", "name")
        )
    return [
        files.get(one.pk) or f"{one.feed.name}, {words.moment_of(merchant, one.created_at)}"
        for one in batches
    ]


def told_of_undo(merchant: Merchant, change: Change, words: Words) -> str:
    """Return what an undo did, in a sentence or two."""
    others = names_of(merchant, change.held_by, words)
    if not change and others:
        text = _("Nothing left your books: the same lines also came with %(imports)s, and stay.")
        return text % {"imports": ", ".join(others)}
    said = [_("Taken back: %(rows)s rows.") % {"rows": words.count(change.removed)}]
    if change.added:
        text = ngettext(
            "%(rows)s row that it had corrected holds again.",
            "%(rows)s rows that it had corrected hold again.",
            change.added,
        )
        said.append(text % {"rows": words.count(change.added)})
    if others:
        said.append(_("What also came with %(imports)s stays.") % {"imports": ", ".join(others)})
    return " ".join(said)
