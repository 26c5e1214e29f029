"""The group heals whatever part of it dies, and ends with its supervisor."""

import contextlib
import os
import time

import pytest

from tests.faults.running import PARTS, RunningEdge, wait_until


@pytest.mark.parametrize("part", PARTS)
def test_a_killed_part_comes_back_by_itself(edge, part):
    edge.wait_until_ready()
    killed = edge.kill(part)

    wait_until(lambda: edge.pid_of(part) not in {None, killed}, 60, f"new {part}", edge)
    edge.wait_until_ready()

    name = {"postgres": "PostgreSQL", "redis": "Redis", "web": "web 1"}.get(part, part)
    assert any(name in line and ("killed" in line or "died" in line) for line in edge.said)


def test_all_parts_end_with_a_killed_supervisor_and_the_next_one_takes_over(tmp_path):
    edge = RunningEdge(tmp_path.resolve() / "home")
    edge.start()
    children = [edge.pid_of(part) for part in ("web", "worker", "converse")]
    server = edge.pid_of("postgres")

    edge.process.kill()
    edge.process.wait()
    edge.listening.join()
    edge.process.stdout.close()
    assert _all_end(children, limit_s=45)

    edge.start()
    assert edge.pid_of("postgres") == server
    assert edge.stop() == 0
    assert _all_end([server], limit_s=10)


def _all_end(pids, limit_s):
    end = time.monotonic() + limit_s
    while any(_lives(pid) for pid in pids) and time.monotonic() < end:
        time.sleep(0.1)
    return not any(_lives(pid) for pid in pids)


def _lives(pid):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False
