"""One running Edge for all fault tests."""

import pytest

from tests.faults.running import RunningEdge


@pytest.fixture(scope="session")
def edge(tmp_path_factory):
    running = RunningEdge(tmp_path_factory.mktemp("faults").resolve() / "home")
    running.start()
    yield running
    assert running.stop() == 0
