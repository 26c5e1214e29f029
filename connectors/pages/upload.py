"""What the upload page shows of one file: its reading, problems, first rows, totals, and how far it has come."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from connectors.models import Upload, UploadState
from connectors.pages.again import again_words
from connectors.pages.changes import findings_words
from connectors.pages.formats import Words
from connectors.pages.outline import (
    marks_words,
    outline_words,
    question_words,
    row_words,
)
from connectors.uploads.decide import said_now
from connectors.uploads.interpreting.fields import LABELS, Field, label
from connectors.uploads.interpreting.reading import Grain, Reading, RowMeaning, Said, read_back
from connectors.uploads.mending.refused import counts

_STEPS = {
    UploadState.RECEIVED: 1,
    UploadState.READY: 2,
    UploadState.LOADING: 3,
    UploadState.LOADED: 4,
    UploadState.UNDONE: 4,
    UploadState.FAILED: 1,
}


def upload_page(upload: Upload, *, words: Words) -> dict[str, Any]:
    """Return what the page of one upload shows, as values that its template prints."""
    shown: dict[str, Any] = {
        "upload": upload,
        "is_running": upload.state in (UploadState.RECEIVED, UploadState.LOADING),
        "steps": _steps(upload),
        "progress": _progress(upload, words),
        "again": again_words(upload, words),
    }
    if upload.reading is None:
        return shown
    reading = read_back(upload)
    shown |= {
        "columns": _columns(reading),
        "fields": [(field.value, label(field)) for field in Field],
        "grain": reading.grain,
        "grains": [(grain.value, _grain_words(grain)) for grain in Grain],
        "grain_reason": reading.grain_reason,
        "questions": [question_words(one, upload, words) for one in reading.questions],
        "can_load": reading.is_sure,
        "marks": marks_words(reading, upload.outline or {}, words),
        "row_kinds": [(kind.value, row_words(kind)) for kind in RowMeaning],
    }
    # A file that went straight to loading has its totals only: nobody was shown its lines beforehand.
    if upload.outline is not None and "months" in upload.outline:
        shown["outline"] = outline_words(upload.outline, words)
    if upload.batch is not None:
        shown |= _loaded(upload, words)
    return shown


def _loaded(upload: Upload, words: Words) -> dict[str, Any]:
    batch = upload.batch
    assert batch is not None  # noqa: S101 -- for the type checker: asked by its only caller
    still_refused, mended = counts(upload)
    return {
        "batch": batch,
        "counts": {
            name: words.count(getattr(batch, name))
            for name in ("rows", "loaded", "duplicates", "superseded", "refused")
        },
        "span": (words.day(_iso(batch.first_day)), words.day(_iso(batch.last_day))),
        "still_refused": still_refused,
        "notices": findings_words(batch, words),
        "has_changes": bool(batch.superseded or batch.findings.get("missing")),
        "mended": words.count(mended) if mended else "",
    }


def said_in(upload: Upload, form: Mapping[str, str]) -> Said:
    """Return the corrections and answers of the page's form; raises InvalidRequest where they are too much."""
    if upload.reading is None:
        return Said()
    reading = read_back(upload)
    grain = form.get("grain", "")
    answers = {
        key.removeprefix("answer-"): str(value)
        for key, value in form.items()
        if key.startswith("answer-")
    }
    said = said_now({"answers": answers, "grain": grain if grain in list(Grain) else None})
    # These are named by their place: their names and words are the file's own.
    return replace(
        said,
        columns={
            column.name: Field(form[f"column-{at}"])
            for at, column in enumerate(reading.columns)
            if form.get(f"column-{at}") in LABELS
        },
        marks=_marks_in(reading, form),
    )


def _marks_in(reading: Reading, form: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the words whose meaning the form changes, by the column's name."""
    found: dict[str, dict[str, str]] = {}
    for mark in reading.marks:
        for at, (word, means) in enumerate(mark.words):
            said = form.get(f"mark-{mark.cell}-{at}", means)
            if said != means and said in list(RowMeaning):
                found.setdefault(mark.name, {})[word] = said
    return found


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
    step = upload.progress.get("step") or _("Waiting its turn")
    return {"text": progress_words(step, rows, of, words), "rows": rows, "of": of}


def progress_words(step: str, rows: int, of: int, words: Words) -> str:
    """Return how far a step has come."""
    if rows and of:
        told = {"step": step, "rows": words.count(rows), "of": words.count(of)}
        return _("%(step)s: %(rows)s of %(of)s lines") % told
    if rows:
        return _("%(step)s: %(rows)s lines") % {"step": step, "rows": words.count(rows)}
    return step


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


def _grain_words(grain: Grain) -> str:
    return {
        "line": _("one item of a receipt"),
        "receipt": _("one receipt"),
        "payment": _("one payment"),
        "day": _("one day"),
    }.get(grain.value, grain.value)
