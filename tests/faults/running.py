"""A whole Edge in a folder of its own, started as a person would, whose parts a test may kill."""

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent
# Short, so that what a dead process held is taken over within a test's patience.
SHORT_TIMES = {
    "EDGE_VISIBILITY_TIMEOUT_S": "10",
    "EDGE_TASK_LIMIT_S": "8",
    "EDGE_SOFT_SHUTDOWN_S": "2",
    "EDGE_IMPORT_LEASE_S": "3",
    "EDGE_TURN_LEASE_S": "3",
    "EDGE_WORKERS": "1",
    "EDGE_LOG_LEVEL": "WARNING",
}
PARTS = ("web", "worker", "converse", "postgres", "redis")


class RunningEdge:
    """`manage.py up` on a free port; `kill` ends one part of it with SIGKILL."""

    def __init__(self, home):
        self.home = Path(home)
        kept = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
        self.environment = kept | SHORT_TIMES | {"EDGE_HOME": str(home)}
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)
        self.said = []
        self.address = ""

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", "0"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.listening = threading.Thread(target=self._listen)
        self.listening.start()
        wait_until(lambda: self.address, 60, "an address", self)
        self.wait_until_ready()

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=60)
        self.listening.join()
        self.process.stdout.close()
        return code

    def kill(self, part):
        """Kill a part as the kernel would when memory runs out; return the process id."""
        pid = self.pid_of(part)
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return pid

    def pid_of(self, part):
        """Return the process id of a part, or None while it is not there."""
        files = {"postgres": "postgres/data/postmaster.pid", "redis": "redis/redis.pid"}
        if part in files:
            try:
                return int((self.home / files[part]).read_text().split()[0])
            except (FileNotFoundError, IndexError):
                return None
        wanted = ["edge.processes", part, "--parent", str(self.process.pid)]
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (entry / "cmdline").read_text().split("\0")
                # A worker's own children bear its command line, and stand before it once process ids wrap around.
                if all(word in words for word in wanted) and self._is_parent_of(entry):
                    return int(entry.name)
        return None

    def _is_parent_of(self, entry):
        after_name = (entry / "stat").read_text().rpartition(")")[2].split()
        return int(after_name[1]) == self.process.pid

    def wait_until_ready(self, limit_s=120):
        wait_until(lambda: self.status("/ready") == http.client.OK, limit_s, "readiness", self)

    def status(self, path):
        try:
            return self.request("GET", path)[0]
        except (OSError, http.client.HTTPException):
            return 0

    def request(self, method, path, *, body=None, headers=None):
        """Return status and body of one request. Raises OSError or HTTPException where the web died under it."""
        place = urlsplit(self.address)
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def manage(self, *arguments, check=True):
        """Run a command with --json beside the running Edge and return its object."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments, "--json"],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        if check and done.returncode != 0:
            raise AssertionError(
                f"{arguments[0]} exited {done.returncode}: {done.stdout}{done.stderr}"
            )
        return json.loads(done.stdout) if done.returncode == 0 else None

    def tale(self, part):
        """Return what a failed test should tell: what was killed, and what Edge said lately."""
        return f"{part} was killed; Edge said:\n" + "\n".join(self.said[-80:])

    def _listen(self):
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if found := re.search(r"starting at (http://\S+)", line):
                self.address = found.group(1)


def wait_until(condition, limit_s, what, edge):
    end = time.monotonic() + limit_s
    while not (found := condition()):
        if time.monotonic() > end or edge.process.poll() is not None:
            raise AssertionError(
                f"no {what} after {limit_s} s; Edge said:\n" + "\n".join(edge.said[-40:])
            )
        time.sleep(0.1)
    return found
