"""What came of an import, as commands, the API and the pages tell it."""

from typing import Any

from connectors.models import Upload
from connectors.uploads.interpreting.fields import Field
from connectors.uploads.interpreting.reading import ColumnReading, read_back
from connectors.uploads.interpreting.shape import attribute_name
from connectors.uploads.mending.refused import reason, refused_rows
from edge.facts.ledger import Batch
from edge.lib.errors import EdgeError, FileUnreadable


def report(upload: Upload, *, seconds: float) -> dict[str, Any]:
    """Return what was loaded, refused and there already, and how each column was read."""
    batch = upload.batch or Batch()
    reading = read_back(upload)
    return {
        "batch": batch.public_id,
        "rows": batch.rows,
        "loaded": batch.loaded,
        "refused": batch.refused,
        "duplicates": batch.duplicates,
        "seconds": round(seconds, 2),
        "columns": {column.name: field_name(column) for column in reading.columns},
        "first_day": batch.first_day.isoformat() if batch.first_day else None,
        "last_day": batch.last_day.isoformat() if batch.last_day else None,
        "problems": [
            {"line": row.line, "code": row.code, "reason": reason(row.code)}
            for row in refused_rows(upload)
        ],
        "upload": upload.public_id,
    }


def field_name(column: ColumnReading) -> str:
    """Return what a column was read as; a feature goes by its own name."""
    if column.field == Field.ATTRIBUTE:
        return f"attribute:{attribute_name(column)}"
    return column.field.value


def failure_of(upload: Upload) -> EdgeError:
    """Return the error that an upload failed with."""
    failure = upload.failure or {}
    return FileUnreadable(
        failure.get("message", ""),
        code=failure.get("code", ""),
        kept=failure.get("kept", ""),
        mend=failure.get("mend", ""),
    )
