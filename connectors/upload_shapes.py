"""Uploads as programs read them: where each stands, how it was read, what is still to be asked."""

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field

from connectors.models import Upload, UploadState
from connectors.uploads.decide import said_now
from connectors.uploads.intake import brought_before
from connectors.uploads.interpreting.fields import Field as Meaning
from connectors.uploads.interpreting.reading import Grain, Reading, RowMeaning, Said
from connectors.uploads.mending.mend import Mended
from connectors.uploads.mending.refused import column_names, reason, refused_rows
from connectors.uploads.report import field_name
from edge.merchants.tenancy import tenant_context

MOST_MENDED = 10_000


class ChoiceOut(Schema):
    """One possible reading."""

    key: str
    label: str


class QuestionOut(Schema):
    """What the file leaves open."""

    key: str
    text: str
    choices: list[ChoiceOut]


class ProblemRowOut(Schema):
    """A row that could not be read."""

    line: int = Field(description="of the file; the first is 1")
    code: str
    reason: str
    cells: dict[str, str] = Field(
        default_factory=dict, description="what stands in it, by the file's column"
    )


class ImportOut(Schema):
    """What was loaded."""

    batch: str
    rows: int
    loaded: int
    refused: int
    duplicates: int
    first_day: date | None
    last_day: date | None
    problems: list[ProblemRowOut]


class FailureOut(Schema):
    """Why it failed."""

    code: str
    message: str
    kept: str = ""
    mend: str = ""


class UploadOut(Schema):
    """A file on its way into the books."""

    id: str
    name: str
    size: int
    state: str = Field(
        description="received, ready (waits for a check), loading, loaded, failed or undone"
    )
    created_at: datetime
    finished_at: datetime | None
    revision: int = Field(description="how often it was corrected or confirmed")
    columns: dict[str, str] = Field(description="the file's column → what it was read as")
    questions: list[QuestionOut]
    failure: FailureOut | None
    same_as: str | None = Field(
        description="another upload of the very same bytes that is in the books, or an earlier one on its way there; "
        "null in lists"
    )
    result: ImportOut | None = Field(description="once it is loaded")


class ReadingIn(Schema):
    """A correction: columns by their name in the file, answers by the question's key; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    columns: dict[str, Meaning] = Field(default_factory=dict)
    answers: dict[str, str] = Field(default_factory=dict)
    marks: dict[str, dict[str, RowMeaning]] = Field(
        default_factory=dict,
        description="by the file's column, what its words say of their rows",
    )
    grain: Grain | None = Field(default=None, description="what one row is")
    revision: int | None = Field(
        default=None,
        ge=0,
        description="of the upload as it was looked at: where it was corrected since, this is a conflict",
    )

    def said(self) -> Said:
        """Return it as the reader takes it; raises InvalidRequest where it is too much."""
        return said_now(self.model_dump(exclude={"revision"}))


class MendIn(Schema):
    """Refused rows to be read again: by their line, the new text of columns by their name in the file."""

    model_config = ConfigDict(extra="forbid")

    rows: dict[int, dict[str, str]] = Field(min_length=1, max_length=MOST_MENDED)


class MendedOut(Schema):
    """What came of mending, in rows of the file."""

    batch: str | None = Field(description="the import that brought them; null where none was right")
    loaded: int
    duplicates: int
    left_out: int = Field(description="rows that are no sale after all, such as a cancelled one")
    passed_over: int = Field(description="lines that were sent and are not refused, or no longer")
    problems: list[ProblemRowOut] = Field(description="the rows that are still refused")


class UndoneOut(Schema):
    """An import that was taken back."""

    batch: str
    rows: int
    restored: int
    held_by: list[str] = Field(
        default=[], description="other imports that brought the same rows, which therefore stay"
    )


def show_upload(upload: Upload, *, with_problems: bool = True) -> dict[str, Any]:
    """Return an upload; its refused rows, and whether it came before, are left out of a list."""
    reading = None if upload.reading is None else Reading.from_json(upload.reading)
    return {
        "id": upload.public_id,
        "name": upload.name,
        "size": upload.size,
        "state": upload.state,
        "created_at": upload.created_at,
        "finished_at": upload.finished_at,
        "revision": upload.revision,
        "columns": {}
        if reading is None
        else {one.name: field_name(one) for one in reading.columns},
        "questions": [] if reading is None else [_question(one) for one in reading.questions],
        "failure": upload.failure,
        "same_as": _same_as(upload) if with_problems else None,
        "result": _result(upload, with_problems=with_problems),
    }


def _same_as(upload: Upload) -> str | None:
    with tenant_context(upload.merchant_id):
        found = brought_before(upload)
    return None if found is None else found.public_id


def _question(question: Any) -> dict[str, Any]:
    choices = [{"key": key, "label": label} for key, label in question.choices]
    return {"key": question.key, "text": question.text, "choices": choices}


def _result(upload: Upload, *, with_problems: bool) -> dict[str, Any] | None:
    batch = upload.batch
    if batch is None or upload.state not in (UploadState.LOADED, UploadState.UNDONE):
        return None
    problems = _problems(upload) if with_problems else []
    counts = {name: getattr(batch, name) for name in ("rows", "loaded", "refused", "duplicates")}
    return counts | {
        "batch": batch.public_id,
        "first_day": batch.first_day,
        "last_day": batch.last_day,
        "problems": problems,
    }


def _problems(upload: Upload) -> list[dict[str, Any]]:
    names = column_names(upload)
    return [
        {
            "line": row.line,
            "code": row.code,
            "reason": reason(row.code),
            "cells": dict(zip(names, row.cells, strict=False)),
        }
        for row in refused_rows(upload)
    ]


def show_mended(upload: Upload, mended: Mended) -> dict[str, Any]:
    """Return what came of mending, with the rows that are still refused."""
    return {
        "batch": None if mended.batch is None else mended.batch.public_id,
        "loaded": mended.loaded,
        "duplicates": mended.known,
        "left_out": mended.left_out,
        "passed_over": mended.passed_over,
        "problems": _problems(upload),
    }
