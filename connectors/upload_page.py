"""What the upload page shows of one file: its reading, problems, first rows, totals, and how far it has come."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectors.models import Upload, UploadState
from connectors.uploads.choices import NEEDS_A_COLUMN
from connectors.uploads.columns import label
from connectors.uploads.fields import Field
from connectors.uploads.reading import Reading, read_back
from connectors.uploads.refused import reason

_STEPS = {
    UploadState.RECEIVED: 1,
    UploadState.READY: 2,
    UploadState.LOADING: 3,
    UploadState.LOADED: 4,
    UploadState.UNDONE: 4,
    UploadState.FAILED: 1,
}
_SEPARATORS = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs"), "|": _("bars")}


@dataclass(frozen=True)
class Words:
    """Writes numbers and days as the merchant's language does."""

    locale: str
    currency: str

    def money(self, amount: str) -> str:
        """Return an amount of major units with its currency."""
        return str(format_currency(Decimal(amount), self.currency, locale=self.locale))

    def count(self, number: int) -> str:
        """Return a whole number."""
        return str(format_decimal(number, locale=self.locale))

    def day(self, iso: str | None) -> str:
        """Return a day in words."""
        return str(format_date(date.fromisoformat(iso), locale=self.locale)) if iso else "–"

    def moment(self, iso: str) -> str:
        """Return a wall-clock moment, short."""
        moment = datetime.fromisoformat(iso)
        return str(format_datetime(moment, "d MMM y, HH:mm", locale=self.locale))

    def month(self, iso: str | None) -> str:
        """Return a month and its year."""
        if iso is None:
            return "–"
        return str(format_date(date.fromisoformat(iso), "LLLL y", locale=self.locale))


def upload_page(upload: Upload, *, locale: str, currency: str) -> dict[str, Any]:
    """Return what the page of one upload shows, as values that its template prints."""
    words = Words(locale, currency)
    shown: dict[str, Any] = {
        "upload": upload,
        "is_running": upload.state in (UploadState.RECEIVED, UploadState.LOADING),
        "steps": _steps(upload),
        "progress": _progress(upload, words),
    }
    if upload.reading is None:
        return shown
    reading = read_back(upload)
    shown["columns"] = _columns(reading)
    shown["fields"] = [(field.value, label(field)) for field in Field]
    shown["grain_reason"] = reading.grain_reason
    shown["questions"] = [
        _question(one.key, one.text, one.choices, upload, words) for one in reading.questions
    ]
    shown["can_load"] = reading.is_sure
    # A file that went straight to loading has its totals only: nobody was shown its lines beforehand.
    if upload.outline is not None and "months" in upload.outline:
        shown["outline"] = _outline(upload.outline, words)
    if upload.batch is not None:
        shown["batch"] = upload.batch
        shown["counts"] = {
            name: words.count(getattr(upload.batch, name))
            for name in ("rows", "loaded", "duplicates", "superseded", "refused")
        }
        shown["span"] = (
            words.day(_iso(upload.batch.first_day)),
            words.day(_iso(upload.batch.last_day)),
        )
    return shown


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _steps(upload: Upload) -> list[dict[str, Any]]:
    now = _STEPS[UploadState(upload.state)]
    names = (_("File"), _("Reading"), _("Your check"), _("Loading"))
    return [
        {"name": name, "is_done": at < now, "is_now": at == now} for at, name in enumerate(names)
    ]


def _progress(upload: Upload, words: Words) -> dict[str, Any]:
    rows, of = int(upload.progress.get("rows", 0)), int(upload.progress.get("of", 0))
    text = upload.progress.get("step") or _("Waiting its turn")
    if rows:
        text = _("%(step)s: %(rows)s lines") % {"step": text, "rows": words.count(rows)}
    return {"text": text, "rows": rows, "of": of}


def _columns(reading: Reading) -> list[dict[str, Any]]:
    return [
        {
            "at": at,
            "name": column.name,
            "field": column.field.value,
            "label": label(column.field),
            "reason": column.reason,
        }
        for at, column in enumerate(reading.columns)
    ]


def _question(key: str, text: str, choices: Any, upload: Upload, words: Words) -> dict[str, Any]:
    found = (upload.outline or {}).get("choices", {}).get(key, [])
    results = {
        choice["key"]: _("Net sales %(net)s, %(first)s to %(last)s")
        % {
            "net": words.money(choice["total"]["net"]),
            "first": words.day(choice["first_day"]),
            "last": words.day(choice["last_day"]),
        }
        for choice in found
        if "total" in choice
    }
    return {
        "key": key,
        "text": text,
        "needs_column": key in NEEDS_A_COLUMN,
        "choices": [(name, title, results.get(name, "")) for name, title in choices],
    }


def _outline(outline: dict[str, Any], words: Words) -> dict[str, Any]:
    total = outline["total"]
    return {
        "sales": words.count(total["sales"]),
        "net": words.money(total["net"]),
        "refunds": words.money(total["refunds"]),
        "first": words.day(outline["first_day"]),
        "last": words.day(outline["last_day"]),
        "rows": words.count(outline["rows"]),
        "left_out": outline["left_out"],
        "refused": outline["refused"],
        "format": _format(outline),
        "problems": [_problem(one, words) for one in outline["problems"]],
        "head": [_row(one, words) for one in outline["head"]],
        "months": [
            {
                "name": words.month(month["month"]),
                "sales": words.count(month["sales"]),
                "gross": words.money(month["gross"]),
                "refunds": words.money(month["refunds"]),
                "net": words.money(month["net"]),
            }
            for month in outline["months"]
        ],
        "gross": words.money(total["gross"]),
    }


def _format(outline: dict[str, Any]) -> str:
    if outline["kind"] == "xlsx":
        return str(_("a workbook"))
    separator = _SEPARATORS.get(outline["separator"], outline["separator"])
    return f"{separator}, {outline['encoding'].upper()}"


def _problem(problem: dict[str, Any], words: Words) -> dict[str, Any]:
    text = ngettext(
        "line: %(reason)s, the first is line %(line)s",
        "lines: %(reason)s, the first is line %(line)s",
        problem["rows"],
    )
    told = {"reason": reason(problem["code"]), "line": words.count(problem["line"])}
    return {"rows": words.count(problem["rows"]), "text": text % told}


def _row(row: dict[str, Any], words: Words) -> dict[str, Any]:
    if "refused" in row:
        return row | {"why": reason(row["refused"]), "is_out": True}
    if row.get("left_out"):
        return row | {"why": _("no sale, left out"), "is_out": True}
    kinds = {"sale": _("sale"), "refund": _("refund"), "other": _("without amount")}
    return row | {
        "when": words.moment(row["when"]),
        "amount": words.money(row["amount"]),
        "what": kinds.get(row["what"], row["what"]),
    }
