"""The supervisor: it starts, heals and ends a group, and says what it does."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from edge import claim
from edge.embedded_process import ServicesFailed

GROUP = """
import sys
from edge.supervisor import Program, Supervisor
sleeper = [sys.executable, "-c", "import os, time; print('sleeper', os.getpid(), flush=True); time.sleep(600)"]
stubborn = [sys.executable, "-c",
    "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print('stubborn', os.getpid(), flush=True); time.sleep(600)"]
programs = [Program("sleeper", sleeper)]
if "stubborn" in sys.argv:
    programs.append(Program("stubborn", stubborn))
Supervisor(programs, services=None, address="http://127.0.0.1:1", on_ready=print).run()
print("ended", flush=True)
"""


@pytest.fixture
def group(request):
    process = subprocess.Popen(
        [sys.executable, "-c", GROUP, *getattr(request, "param", [])],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process
    # Twice: the first asks its children, the second ends those that do not want to.
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
    process.stdout.close()


def line_with(group, word):
    for line in group.stdout:
        if word in line:
            return line.strip()
    raise AssertionError(f"the group ended without saying {word}")


def pid_in(line):
    return int(line.split()[1])


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_child_that_is_killed_is_started_again_and_said_so(group):
    first = pid_in(line_with(group, "sleeper"))

    os.kill(first, signal.SIGKILL)

    assert "sleeper was killed by SIGKILL; starting it again in 0.5 s" in line_with(
        group, "SIGKILL"
    )
    assert pid_in(line_with(group, "sleeper")) != first


def test_one_interrupt_ends_every_child(group):
    child = pid_in(line_with(group, "sleeper"))

    group.send_signal(signal.SIGINT)

    line_with(group, "ended")
    assert group.wait(timeout=10) == 0
    assert not is_alive(child)


@pytest.mark.parametrize("group", [["stubborn"]], indirect=True)
def test_a_second_interrupt_kills_what_does_not_want_to_end(group):
    child = pid_in(line_with(group, "stubborn"))

    group.send_signal(signal.SIGINT)
    line_with(group, "stopping")
    time.sleep(0.3)
    group.send_signal(signal.SIGINT)

    line_with(group, "ended")
    assert group.wait(timeout=10) == 0
    assert not is_alive(child)


@pytest.fixture
def take(tmp_path, monkeypatch):
    monkeypatch.setenv("EDGE_HOME", str(tmp_path / "home"))
    taken = []

    def take_one(host="127.0.0.1", port=0):
        taken.append(claim.take(host, port))
        return taken[-1]

    yield take_one
    for held in taken:
        held.release()


def test_a_second_group_in_the_same_home_is_refused(take):
    take()

    with pytest.raises(ServicesFailed, match=f"already running .*process {os.getpid()}"):
        take()


def test_a_port_in_use_is_named_before_anything_starts(take, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(ServicesFailed, match=f"Port {port} on 127.0.0.1 is in use"):
            take(port=port)

    assert not (tmp_path / "home" / "postgres").exists()


def test_the_address_of_an_open_listener_can_be_typed_into_a_browser(take):
    held = take(host="0.0.0.0")

    assert held.address == f"http://127.0.0.1:{held.listener.getsockname()[1]}"
