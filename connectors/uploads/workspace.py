"""Folders in which files are taken apart; those of killed processes are removed by whoever comes next."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

_PREFIX = "edge-workspace-"
_HELD = ".held"
# A folder is locked right after it is made: a younger one may be about to be.
YOUNG_S = 60
# Django's own files of requests have no lock; no request takes that long.
LONGEST_REQUEST_S = 24 * 3600


@contextmanager
def workspace() -> Iterator[Path]:
    """Give a folder that vanishes at the end of the block; where the process is killed in it, with the next sweep."""
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=_place()) as folder:
        at = Path(folder)
        # A lock ends with its process, whatever ended that; its number may belong to another one by then.
        with (at / _HELD).open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield at


def sweep_workspaces() -> int:
    """Remove what killed processes left behind on this machine; return how many folders and files that were."""
    found = [one for one in _place().glob(f"{_PREFIX}*") if _age_s(one) > YOUNG_S]
    dead = [one for one in found if not _is_held(one)]
    for folder in dead:
        shutil.rmtree(folder, ignore_errors=True)
    requests = [one for one in _place().glob("tmp*.upload*") if _age_s(one) > LONGEST_REQUEST_S]
    for file in requests:
        file.unlink(missing_ok=True)
    return len(dead) + len(requests)


def _place() -> Path:
    return Path(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir())


def _age_s(path: Path) -> float:
    """Return how long ago something was last written; nothing has an age that is gone or belongs to others."""
    try:
        found = path.lstat()
    except OSError:
        return 0
    return time.time() - found.st_mtime if found.st_uid == os.geteuid() else 0


def _is_held(folder: Path) -> bool:
    try:
        with (folder / _HELD).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        # Somebody else removes it at this moment.
        return False
    return False
