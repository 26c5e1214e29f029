"""One group of processes that starts, heals and ends together."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType
from urllib.parse import urlsplit

from edge import embedded
from edge.claim import Claim
from edge.embedded import Joined
from edge.embedded_process import say
from edge.health import PROCESSES
from edge.processes import GRACEFUL_STOP_S
from edge.telemetry import heartbeat

TICK_S = 0.1
ASK_READY_EVERY_S = 0.5
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
# A process that lived this long is sound; its next death starts again with a short pause.
SOUND_AFTER_S = 60.0
STOP_LIMIT_S = GRACEFUL_STOP_S + 5


class _StopAsked(Exception):
    pass


@dataclass(frozen=True)
class Program:
    """How to start one process of the group."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    listener: int | None = None


class _Child:
    """One process, its restarts and the pauses between them."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.start_at = 0.0
        self.pause_s = FIRST_PAUSE_S

    def start(self) -> None:
        program = self.program
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            [*program.command],
            env={**os.environ, **program.environment},
            stdin=subprocess.DEVNULL,
            # Ctrl-C is for the supervisor, which then ends its children in order.
            start_new_session=True,
            pass_fds=() if program.listener is None else (program.listener,),
        )

    def tend(self, now: float) -> None:
        """Notice a death, say so, and start again after a pause that grows while it keeps dying."""
        if self.process is not None and (code := self.process.poll()) is not None:
            if now - self.started_at > SOUND_AFTER_S:
                self.pause_s = FIRST_PAUSE_S
            self.start_at = now + self.pause_s
            say(
                f"Edge: {self.program.name} {_cause(code)}; starting it again in {self.pause_s:g} s."
            )
            self.pause_s = min(self.pause_s * 2, LONGEST_PAUSE_S)
            self.process = None
        if self.process is None and now >= self.start_at:
            self.start()

    def signal(self, which: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(which)

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Keeps a group of programs, and the embedded services under them, running until told to stop."""

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        services: Joined | None,
        address: str,
        on_ready: Callable[[str], None],
    ) -> None:
        """Start nothing yet.

        services: the embedded ones to watch. address: where `/ready` is asked. on_ready: called once, with it.
        """
        self._children = [_Child(program) for program in programs]
        self._services = services
        self._address = address
        self._on_ready: Callable[[str], None] | None = on_ready
        self._ask_ready_at = 0.0
        self._is_asked_to_stop = False
        self._is_waiting = False

    def run(self) -> None:
        """Run until SIGINT, SIGTERM or SIGHUP, then end every child; a second signal ends them at once."""
        for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(which, self._ask_to_stop)
        try:
            while not self._is_asked_to_stop:
                self._tend_services()
                for child in self._children:
                    child.tend(time.monotonic())
                self._announce_when_ready()
                time.sleep(TICK_S)
        except _StopAsked:
            pass
        finally:
            self._stop()

    def _ask_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        if self._is_asked_to_stop:
            for child in self._children:
                child.signal(signal.SIGKILL)
        self._is_asked_to_stop = True
        if self._is_waiting:
            raise _StopAsked

    def _tend_services(self) -> None:
        if self._services is None or not (dead := self._services.dead()):
            return
        say(f"Edge: {' and '.join(dead)} died; starting again and recovering.")
        started = time.monotonic()
        # Recovery takes as long as it takes, and Ctrl-C must work meanwhile.
        self._is_waiting = True
        self._services.revive()
        self._is_waiting = False
        say(f"Edge: {' and '.join(dead)} recovered after {time.monotonic() - started:.1f} s.")

    def _announce_when_ready(self) -> None:
        now = time.monotonic()
        if self._on_ready is None or now < self._ask_ready_at:
            return
        self._ask_ready_at = now + ASK_READY_EVERY_S
        if _answers_ready(self._address):
            self._on_ready(self._address)
            self._on_ready = None

    def _stop(self) -> None:
        say("Edge: stopping.")
        for child in self._children:
            child.signal(signal.SIGTERM)
        end = time.monotonic() + STOP_LIMIT_S
        while any(child.is_alive() for child in self._children) and time.monotonic() < end:
            time.sleep(0.05)
        for child in self._children:
            if child.is_alive():
                say(f"Edge: {child.program.name} did not end in {STOP_LIMIT_S} s and is killed.")
                child.signal(signal.SIGKILL)


def run_edge(
    claim: Claim, *, on_ready: Callable[[str], None], extra: Sequence[Program] = ()
) -> None:
    """Run Edge, and `extra` programs beside it, until told to stop."""
    web_processes = int(os.environ.get("EDGE_WORKERS") or os.cpu_count() or 1)
    # Those of an earlier, killed run would make /ready speak too early.
    heartbeat.forget(PROCESSES)
    Supervisor(
        [*edge_programs(claim, web_processes=web_processes), *extra],
        services=embedded.current(),
        address=claim.address,
        on_ready=on_ready,
    ).run()


def edge_programs(claim: Claim, *, web_processes: int) -> list[Program]:
    """Return the processes that make up Edge: web, worker, beat and converse."""

    def program(name: str, *more: str, shown: str = "", pooled: bool = False) -> Program:
        command = [
            sys.executable,
            "-m",
            "edge.processes",
            name,
            "--parent",
            str(os.getpid()),
            *more,
        ]
        return Program(
            shown or name,
            command,
            {"EDGE_POOL": "1" if pooled else "0"},
            claim.listener.fileno() if name == "web" else None,
        )

    listener = ("--listener", str(claim.listener.fileno()))
    return [
        *(
            program("web", *listener, shown=f"web {number}", pooled=True)
            for number in range(1, web_processes + 1)
        ),
        program("worker"),
        program("beat"),
        program("converse", pooled=True),
    ]


def _cause(code: int) -> str:
    return f"ended with code {code}" if code >= 0 else f"was killed by {signal.Signals(-code).name}"


def _answers_ready(address: str) -> bool:
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=2)
    try:
        connection.request("GET", "/ready")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
