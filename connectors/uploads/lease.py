"""Holds an upload while one process works on it; a lease that ran out says that this process was killed."""

import logging
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.models import F, Q, QuerySet

from connectors.models import UNFINISHED, Upload
from edge.merchants.tenancy import tenant_context

log = logging.getLogger(__name__)


class LeaseLostError(RuntimeError):
    """Another process took the upload over: this one was held up for longer than its lease."""


def _until() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=settings.IMPORT_LEASE_S)


class Lease:
    """The right to work on an upload, renewed by a thread of its own, also while one long statement runs."""

    def __init__(self, upload: Upload, holder: str, beat: Callable[[], None]) -> None:
        """Begin to renew; `beat` is called after each renewal, in the renewing thread."""
        self.upload = upload
        self.holder = holder
        self.is_lost = False
        self._beat = beat
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._renew, name="import-lease", daemon=True)

    def __enter__(self) -> Self:
        """Start renewing."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop renewing and give the upload back."""
        self._ends.set()
        self._thread.join()
        with tenant_context(self.upload.merchant_id):
            self.mine().update(lease_until=None, lease_holder="")

    def check(self) -> None:
        """Raise LeaseLostError if somebody else has taken over."""
        if self.is_lost:
            raise LeaseLostError(self.upload.public_id)

    def mine(self) -> QuerySet[Upload]:
        """Return the upload's row as long as it is held; an update that hits nothing came too late."""
        return Upload.objects.for_merchant(self.upload.merchant_id).filter(
            pk=self.upload.pk, lease_holder=self.holder
        )

    def _renew(self) -> None:
        try:
            while not self._ends.wait(settings.IMPORT_LEASE_S / 4):
                try:
                    with tenant_context(self.upload.merchant_id):
                        self.is_lost = not self.mine().update(lease_until=_until())
                    self._beat()
                except DatabaseError:
                    # The working thread meets the same fault and decides what to do.
                    log.warning("lease_not_renewed", extra={"upload": self.upload.public_id})
                finally:
                    connections.close_all()
                if self.is_lost:
                    return
        finally:
            connections.close_all()


@contextmanager
def leased(upload: Upload, beat: Callable[[], None]) -> Iterator[Lease | None]:
    """Hold an unfinished upload for the length of the block; None where somebody else does or nothing is left."""
    holder = f"{socket.gethostname()[:40]}:{secrets.token_hex(8)}"
    with tenant_context(upload.merchant_id):
        free = Q(lease_until=None) | Q(lease_until__lt=datetime.now(UTC))
        is_taken = (
            Upload.objects.for_merchant(upload.merchant_id)
            .filter(free, pk=upload.pk, state__in=UNFINISHED)
            .update(lease_until=_until(), lease_holder=holder, attempts=F("attempts") + 1)
        )
        # With its batch: outside this context nobody could ask for that.
        rows = Upload.objects.for_merchant(upload.merchant_id)
        upload.refresh_from_db(from_queryset=rows.select_related("merchant", "batch"))
    if not is_taken:
        yield None
        return
    with Lease(upload, holder, beat) as lease:
        yield lease
