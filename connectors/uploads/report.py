"""What came of an import, as commands, the API and the pages tell it."""

from collections.abc import Iterator
from typing import Any

from connectors.models import RefusedRow, Upload
from connectors.uploads.columns import attribute_name
from connectors.uploads.fields import Field
from connectors.uploads.interpret import REASONS
from connectors.uploads.reading import ColumnReading, read_back
from edge.facts.ledger import Batch
from edge.lib.csv_cells import safe_cell
from edge.lib.errors import EdgeError, FileUnreadable
from edge.merchants.tenancy import tenant_context

MOST_PROBLEMS = 10_000


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


def reason(code: str) -> str:
    """Return why a row was refused, in words."""
    return str(REASONS.get(code, code))


def refused_rows(upload: Upload) -> list[RefusedRow]:
    """Return the refused rows of an upload, in the file's order."""
    with tenant_context(upload.merchant_id):
        rows = RefusedRow.objects.for_merchant(upload.merchant_id).filter(upload=upload)
        return list(rows.order_by("line")[:MOST_PROBLEMS])


def refused_table(upload: Upload) -> Iterator[list[str]]:
    """Yield the refused rows as a table: line, reason, the row; safe to open in a spreadsheet."""
    yield ["line", "reason", "row"]
    for row in refused_rows(upload):
        yield [str(row.line), safe_cell(reason(row.code)), safe_cell(row.raw)]


def failure_of(upload: Upload) -> EdgeError:
    """Return the error that an upload failed with."""
    failure = upload.failure or {}
    return FileUnreadable(
        failure.get("message", ""),
        code=failure.get("code", ""),
        kept=failure.get("kept", ""),
        mend=failure.get("mend", ""),
    )
