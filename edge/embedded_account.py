"""The account that the embedded Postgres runs under: ours, or an unprivileged one when Edge runs as root."""

import ctypes
import os
import pwd
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

# From linux/capability.h and linux/prctl.h.
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
CAPABILITY_VERSION_3 = 0x20080522
PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 28, 47, 2
SECBIT_NO_SETUID_FIXUP = 1 << 2


@dataclass(frozen=True)
class Account:
    """A user id and group id that a service runs under."""

    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        """Return whether it is the account that this process runs under."""
        return self.uid == os.geteuid()

    def own(self, path: Path) -> None:
        """Give `path` to this account."""
        if not self.is_ours:
            os.chown(path, self.uid, self.gid)

    def can_reach(self, path: Path) -> bool:
        """Return whether every folder above `path` lets this account through."""
        return all(self._may_enter(folder) for folder in path.absolute().parents)

    def _may_enter(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & 0o100)
        if status.st_gid == self.gid:
            return bool(status.st_mode & 0o010)
        return bool(status.st_mode & 0o001)

    def entry(self, paths: Iterable[Path]) -> Callable[[], None] | None:
        """Return what a child runs before it becomes a service that uses `paths`; None where nothing is needed."""
        if self.is_ours:
            return None
        if all(self.can_reach(path) for path in paths):
            return self._become
        # A checkout below /root or a private temporary folder: the account keeps the one right to walk
        # through folders, since neither the rights of others' folders nor the place of the data are ours to change.
        return self._become_and_walk

    def _become(self) -> None:
        os.setgroups([])
        os.setgid(self.gid)
        os.setuid(self.uid)

    def _become_and_walk(self) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        # Keeps rights over setuid, and keeps them in access(), with which Postgres looks for its own programs.
        libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
        self._become()
        # A container may lack the narrower right; then the wider one, which it has, serves.
        for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
            mask = 1 << capability
            header = ctypes.create_string_buffer(struct.pack("II", CAPABILITY_VERSION_3, 0))
            rights = ctypes.create_string_buffer(struct.pack("6I", mask, mask, mask, 0, 0, 0))
            if libc.capset(header, rights) == 0:
                libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)
                return


def account_for(data: Path) -> Account:
    """Return the account for the cluster in `data`: its owner, else our own, else (as root) an unprivileged one."""
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return Account(owner, data.stat().st_gid)
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise LookupError(
        "PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody."
    )
