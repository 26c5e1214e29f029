"""Uploads as programs read them: where each stands, how it was read, what is still to be asked."""

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field

from connectors.models import Upload, UploadState
from connectors.uploads.fields import Field as Meaning
from connectors.uploads.reading import Reading
from connectors.uploads.report import field_name, reason, refused_rows


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
    columns: dict[str, str] = Field(description="the file's column → what it was read as")
    questions: list[QuestionOut]
    failure: FailureOut | None
    result: ImportOut | None = Field(description="once it is loaded")


class ReadingIn(Schema):
    """A correction: columns by their name in the file, answers by the question's key."""

    model_config = ConfigDict(extra="forbid")

    columns: dict[str, Meaning] = Field(default_factory=dict)
    answers: dict[str, str] = Field(default_factory=dict)


class UndoneOut(Schema):
    """An import that was taken back."""

    batch: str
    rows: int
    restored: int


def show_upload(upload: Upload, *, with_problems: bool = True) -> dict[str, Any]:
    """Return an upload; its refused rows are left out of a list."""
    reading = None if upload.reading is None else Reading.from_json(upload.reading)
    return {
        "id": upload.public_id,
        "name": upload.name,
        "size": upload.size,
        "state": upload.state,
        "created_at": upload.created_at,
        "finished_at": upload.finished_at,
        "columns": {}
        if reading is None
        else {one.name: field_name(one) for one in reading.columns},
        "questions": [] if reading is None else [_question(one) for one in reading.questions],
        "failure": upload.failure,
        "result": _result(upload, with_problems=with_problems),
    }


def _question(question: Any) -> dict[str, Any]:
    choices = [{"key": key, "label": label} for key, label in question.choices]
    return {"key": question.key, "text": question.text, "choices": choices}


def _result(upload: Upload, *, with_problems: bool) -> dict[str, Any] | None:
    batch = upload.batch
    if batch is None or upload.state not in (UploadState.LOADED, UploadState.UNDONE):
        return None
    problems = [
        {"line": row.line, "code": row.code, "reason": reason(row.code)}
        for row in (refused_rows(upload) if with_problems else [])
    ]
    counts = {name: getattr(batch, name) for name in ("rows", "loaded", "refused", "duplicates")}
    return counts | {
        "batch": batch.public_id,
        "first_day": batch.first_day,
        "last_day": batch.last_day,
        "problems": problems,
    }
