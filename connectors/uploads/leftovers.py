"""Removes stored files that nobody needs any more: whoever should have done so was killed first."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.core.files.storage import default_storage

from connectors.models import STORED_IN, Upload, UploadState

# A file is stored before its row is written. So long after that no row will come.
SAFE_AGE = timedelta(days=1)
_AT_ONCE = 500
# What these said is in the books, or was.
_READ = (UploadState.LOADED, UploadState.UNDONE)


def sweep_files(now: datetime) -> int:
    """Delete the stored files of uploads that no row tells of, or that have been read; return how many those were."""
    names = _old_names(now - SAFE_AGE)
    deleted = 0
    while some := list(islice(names, _AT_ONCE)):
        needed = set(
            Upload.objects.using("system")
            .filter(file__in=some)
            .exclude(state__in=_READ)
            .values_list("file", flat=True)
        )
        for name in some:
            if name not in needed:
                default_storage.delete(name)
                deleted += 1
    return deleted


def _old_names(until: datetime) -> Iterator[str]:
    """Yield the names of files that were stored before `until`."""
    for merchant in _inside(STORED_IN)[0]:
        for name in _inside(f"{STORED_IN}/{merchant}")[1]:
            full = f"{STORED_IN}/{merchant}/{name}"
            try:
                stored_at = default_storage.get_modified_time(full)
            except FileNotFoundError:
                # Loaded, or thrown away, at this moment.
                continue
            if stored_at < until:
                yield full


def _inside(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
