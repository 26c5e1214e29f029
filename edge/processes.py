"""One process of a running Edge, by name: `python -m edge.processes web|worker|beat|converse`."""

import argparse
import os
import signal
import socket
import sys
import threading
import time
import warnings
from collections.abc import Callable
from functools import partial

PARENT_CHECK_S = 0.5
# Longer than each process's own graceful end.
LAST_RESORT_S = 30.0
GRACEFUL_STOP_S = 20
SOCKET_MESSAGE_BYTES = 64_000


def end_with_parent(parent: int) -> None:
    """End this process when its supervisor is gone, even killed: nobody would restart or stop it any more."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_CHECK_S)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(LAST_RESORT_S)
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def run_web(listener: int) -> None:
    """Serve pages, API and socket on a listening socket that the supervisor opened."""
    # Each of these loads what the other processes need not.
    import uvicorn

    from edge.telemetry import heartbeat

    config = uvicorn.Config(
        "edge.asgi:application",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws_max_size=SOCKET_MESSAGE_BYTES,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=GRACEFUL_STOP_S,
    )
    config.load()
    heartbeat.start("web")
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=listener)])


def run_worker() -> None:
    """Run queued tasks in child processes."""
    from celery.signals import worker_ready

    from edge.celery import app

    worker_ready.connect(partial(_beat, "worker"), weak=False)
    # Messages are JSON, so none of them can carry code to a worker that runs as root on a developer's machine.
    warnings.filterwarnings("ignore", message=".*superuser privileges.*")
    app.worker_main(
        ["--quiet", "worker", "--loglevel=WARNING", "--without-gossip", "--without-mingle"]
    )


def run_beat() -> None:
    """Send the periodic sweeps; the schedule is code, so nothing of it is kept on disk."""
    from celery.signals import beat_init

    from edge.celery import app

    beat_init.connect(partial(_beat, "beat"), weak=False)
    app.start(
        ["--quiet", "beat", "--loglevel=WARNING", "--scheduler=celery.beat:Scheduler", "--pidfile="]
    )


def run_converse() -> None:
    """Run the turns of conversations."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("converse")


def _beat(name: str, **_: object) -> None:
    # Imported here for the same reason.
    from edge.telemetry import heartbeat

    heartbeat.start(name)


def main(arguments: list[str]) -> None:
    """Run the named process until it is told to end."""
    parser = argparse.ArgumentParser(prog="python -m edge.processes", description=__doc__)
    parser.add_argument("name", choices=["web", "worker", "beat", "converse"])
    parser.add_argument("--listener", type=int, help="file descriptor of the listening socket")
    parser.add_argument("--parent", type=int, required=True, help="process id of the supervisor")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edge.settings")
    end_with_parent(chosen.parent)
    run: dict[str, Callable[[], None]] = {
        "web": partial(run_web, chosen.listener),
        "worker": run_worker,
        "beat": run_beat,
        "converse": run_converse,
    }
    run[chosen.name]()


if __name__ == "__main__":
    main(sys.argv[1:])
