"""`python -m tests.cases.hostile.measure FOLDER`: takes in and opens each file in a process of its own.

A line of JSON for each: name, code (empty where its rows were read), rows, seconds, megabytes that the process grew.
"""

import json
import os
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path

from django.conf import settings


def main(folder: Path) -> None:
    settings.configure(USE_I18N=False)
    # Only now: their texts are translated, which needs the settings.
    from connectors.uploads.scrubbing import rewrite  # noqa: F401

    for path in sorted(folder.iterdir()):
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.write(writing, json.dumps(outcome(path)).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as answer:
            text = answer.read()
        _pid, status = os.waitpid(child, 0)
        died = {"name": path.name, "code": f"died {status}", "seconds": 0, "megabytes": 0}
        sys.stdout.write((text or json.dumps(died)) + "\n")
        sys.stdout.flush()


def outcome(path: Path) -> dict:
    from connectors.uploads.opening.sniff import sniff
    from connectors.uploads.opening.table import pages
    from connectors.uploads.scrubbing.rewrite import scrubbed
    from edge.lib.errors import FileUnreadable

    before, started, worked = memory(), time.perf_counter(), time.process_time()
    code, rows = "", 0
    with tempfile.TemporaryDirectory() as workspace:
        try:
            clean = scrubbed(path, Path(workspace)) or path
            rows = sum(page.height for page in pages(sniff(clean, Path(workspace))))
        except FileUnreadable as error:
            code = error.code if error.merchant_text and error.kept and error.mend else "no words"
        except BaseException:  # noqa: BLE001  # whatever it is, the file got through
            code = traceback.format_exc()
        # On a machine that does other things meanwhile the clock says nothing.
        seconds = min(time.perf_counter() - started, time.process_time() - worked)
    return {
        "name": path.name,
        "code": code,
        "rows": rows,
        "seconds": round(seconds, 3),
        "megabytes": round(memory() - before, 1),
    }


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]))
