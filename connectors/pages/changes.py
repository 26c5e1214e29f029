"""What a correcting import changed, document by document, and what it noticed, in words."""

from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectors.pages.formats import Words
from edge.facts.changes import DocumentChange, changes_of
from edge.facts.ledger import Batch
from edge.facts.missing import missing_of
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context

MOST_SHOWN = 200
MOST_MISSING = 50


def changes_page(merchant: Merchant, batch: Batch, words: Words) -> dict[str, Any]:
    """Return what an import changed in the books, and which older receipts it no longer holds."""
    with tenant_context(merchant):
        changes = changes_of(batch, limit=MOST_SHOWN)
        notices = findings_words(batch, words)
        missing = missing_of(batch, limit=MOST_MISSING) if _has_missing(batch) else []
    counted = [
        (changes.changed, _("changed")),
        (changes.added, _("new")),
        (changes.removed, _("gone")),
    ]
    return {
        "batch": batch,
        "counts": [(words.count(number), what) for number, what in counted if number],
        "total": words.count(changes.changed + changes.added + changes.removed),
        "rows": [_row(one, words) for one in changes.documents],
        "is_cut": changes.truncated,
        "notices": notices,
        "missing": [_row(one, words) for one in missing],
    }


def _has_missing(batch: Batch) -> bool:
    missing = batch.findings.get("missing")
    return bool(missing) and not missing["taken_out"]


def findings_words(batch: Batch, words: Words) -> list[str]:
    """Return what an import noticed about itself and the books, as sentences."""
    found = batch.findings
    said = []
    if found.get("relation") == "stranger":
        said.append(
            _(
                "Its receipts have numbers that are there already, but at other times. I took it for another till and "
                "added it. If it is the same one, undo this import."
            )
        )
    if rewrote := found.get("rewrote"):
        said.append(_rewrote_words(rewrote, words))
    if moved := found.get("moved"):
        text = ngettext(
            "%(count)s receipt moved to another day.",
            "%(count)s receipts moved to other days.",
            moved,
        )
        said.append(text % {"count": words.count(moved)})
    if resting := found.get("resting"):
        text = ngettext(
            "Another source tells of %(count)s of its days too; only one of them counts there.",
            "Another source tells of %(count)s of its days too; only one of them counts there.",
            resting["days"],
        )
        said.append(text % {"count": words.count(resting["days"])})
    if missing := found.get("missing"):
        if missing["documents"]:
            said.append(_missing_words(missing, words))
        if away := missing.get("away"):
            said.append(_away_words(away, words, is_out=missing["taken_out"]))
    return said


def _rewrote_words(rewrote: dict[str, int], words: Words) -> str:
    text = ngettext(
        "%(count)s of %(of)s receipt that was there already has another sum in this file and was replaced.",
        "%(count)s of %(of)s receipts that were there already have other sums in this file and were replaced.",
        rewrote["of"],
    )
    told = {"count": words.count(rewrote["documents"]), "of": words.count(rewrote["of"])}
    return " ".join([text % told, _("If this file is of another till, undo this import.")])


def _away_words(away: dict[str, Any], words: Words, *, is_out: bool) -> str:
    if is_out:
        text = ngettext(
            "%(count)s older receipt of other days, %(sum)s, moved into this file's days and was taken out there.",
            "%(count)s older receipts of other days, %(sum)s, moved into this file's days and were taken out there.",
            away["documents"],
        )
    else:
        text = ngettext(
            "%(count)s older receipt, %(sum)s, has the number of one in this file but stands on a day that the file "
            "does not reach. If it moved, it counts twice until you take the older one out.",
            "%(count)s older receipts, %(sum)s, have numbers of receipts in this file but stand on days that the file "
            "does not reach. If they moved, they count twice until you take the older ones out.",
            away["documents"],
        )
    return text % _counted(away, words)


def _counted(found: dict[str, Any], words: Words) -> dict[str, str]:
    sums = ", ".join(words.minor(amount, code) for code, amount in sorted(found["sums"].items()))
    return {"count": words.count(found["documents"]), "sum": sums}


def _missing_words(missing: dict[str, Any], words: Words) -> str:
    told = _counted(missing, words)
    if missing["taken_out"]:
        text = ngettext(
            "%(count)s older receipt of these days, %(sum)s, was not in this file and was taken out.",
            "%(count)s older receipts of these days, %(sum)s, were not in this file and were taken out.",
            missing["documents"],
        )
    else:
        text = ngettext(
            "%(count)s older receipt of these days, %(sum)s, is not in this file. It still counts.",
            "%(count)s older receipts of these days, %(sum)s, are not in this file. They still count.",
            missing["documents"],
        )
    return text % told


def _row(change: DocumentChange, words: Words) -> dict[str, str]:
    return {
        "document": change.document,
        "day": str(format_date(change.day, "d MMM y", locale=words.locale)),
        "what": _what(change, words),
        "before": _amount(change.before_minor, change.currency, words),
        "after": _amount(change.after_minor, change.currency, words),
    }


def _what(change: DocumentChange, words: Words) -> str:
    if change.what == "moved" and change.moved_from is not None:
        day = format_date(change.moved_from, "d MMM y", locale=words.locale)
        return _("moved from %(day)s") % {"day": day}
    return {"added": _("new"), "changed": _("changed"), "removed": _("gone")}.get(
        change.what, change.what
    )


def _amount(amount: int | None, currency: str, words: Words) -> str:
    return "–" if amount is None else words.minor(amount, currency)
