"""Run by dlt's own Python: `dlt_load.py FILE DATABASE rows|arrow FOLDER` loads invoice lines into a new table."""

import csv
import gzip
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
import dlt  # type: ignore[import-not-found]  # it reads the environment when it is imported


def rows(file: str) -> Iterator[dict[str, Any]]:
    """Yield the lines with the types that they have."""
    with gzip.open(file, "rt") as text:
        for row in csv.DictReader(text):
            yield row | {
                "Quantity": int(row["Quantity"]),
                "UnitPrice": float(row["UnitPrice"]),
                "InvoiceDate": datetime.fromisoformat(row["InvoiceDate"]),
            }


def tables(file: str) -> Iterator[Any]:
    """Yield the lines as Arrow record batches, which find the types by themselves."""
    from pyarrow import csv as arrow_csv  # type: ignore[import-not-found]

    with gzip.open(file) as content:
        yield from arrow_csv.open_csv(content)


def main(file: str, database: str, way: str, folder: str) -> None:
    """Load the file."""
    pipeline = dlt.pipeline(
        pipeline_name="bench",
        pipelines_dir=folder,
        destination=dlt.destinations.postgres(credentials=database),
        dataset_name="bench_dlt",
    )
    if way == "arrow":
        pipeline.run(tables(file), table_name="lines", loader_file_format="csv")
    else:
        pipeline.run(rows(file), table_name="lines")


if __name__ == "__main__":
    main(*sys.argv[1:])
