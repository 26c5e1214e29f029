"""The embedded services: joined, left, killed, and found again."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest
import redis

from edge.database_setup import ADMIN
from edge.embedded import Joined, redis_urls
from edge.embedded_process import ServicesFailed

STARTER = """
import sys, time
from pathlib import Path
from edge.embedded import Joined
joined = Joined(Path(sys.argv[1]), durable=False, wants_postgres=True, wants_redis=True)
print(joined.postgres.process.pid_file.read_text().split()[0], flush=True)
time.sleep(600)
"""


@pytest.fixture
def home(tmp_path):
    # What `join` passes on is a resolved path.
    return (tmp_path / "home").resolve()


@pytest.fixture
def join(home):
    opened = []

    def open_one(where=home, durable=True):
        opened.append(Joined(where, durable=durable, wants_postgres=True, wants_redis=True))
        return opened[-1]

    yield open_one
    for joined in opened:
        joined.leave()


def pid_of(joined):
    return int(joined.postgres.process.pid_file.read_text().split()[0])


def write_row(joined, text):
    with psycopg.connect(joined.urls()["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
        connection.execute("INSERT INTO note VALUES (%s)", [text])


def rows(joined):
    with psycopg.connect(joined.urls()["DATABASE_OWNER_URL"]) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM note ORDER BY text")]


def wait_until(condition, limit_s=20):
    end = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("given", "broker"),
    [
        ("unix:///tmp/e/redis.sock?db=3", "redis+socket:///tmp/e/redis.sock?virtual_host=3"),
        ("unix:///tmp/e/redis.sock", "redis+socket:///tmp/e/redis.sock?virtual_host=0"),
        ("redis://cache.example:6379/1", "redis://cache.example:6379/1"),
    ],
)
def test_one_redis_address_is_spelled_for_each_client(given, broker):
    urls = redis_urls(given)

    assert (urls.client, urls.channels, urls.broker) == (given, given, broker)


def test_the_database_has_three_plain_logins_vectors_and_whole_unicode(join):
    joined = join()

    with psycopg.connect(joined.urls()["DATABASE_URL"]) as connection:
        found = connection.execute(
            "SELECT current_user, lower('ÄÖÜ'), '[1,2]'::vector::text, "
            "current_setting('server_version_num')::int / 10000"
        ).fetchone()
        powers = connection.execute(
            "SELECT bool_or(rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb) FROM pg_roles "
            "WHERE rolname LIKE 'edge_%%' AND rolname <> %s",
            [ADMIN],
        ).fetchone()

    assert found == ("edge_app", "äöü", "[1,2]", 18)
    assert powers == (False,)


def test_a_second_command_joins_and_the_last_to_leave_stops_the_services(join):
    first = join()
    second = join()
    assert pid_of(first) == pid_of(second)
    sockets = first.postgres.sockets

    first.leave()
    assert second.dead() == []

    second.leave()
    assert not second.postgres.process.is_alive()
    assert not second.redis.process.is_alive()
    assert not sockets.exists()


def test_a_killed_command_leaves_its_server_to_the_next_one(join, home):
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(home)], stdout=subprocess.PIPE, text=True
    )
    server = int(starter.stdout.readline())
    starter.kill()
    starter.wait()
    starter.stdout.close()

    joined = join()
    assert pid_of(joined) == server

    joined.leave()
    assert not joined.postgres.process.is_alive()


def test_rows_survive_a_killed_postmaster(join):
    joined = join()
    write_row(joined, "before")

    os.kill(pid_of(joined), signal.SIGKILL)
    wait_until(lambda: "PostgreSQL" in joined.dead())
    joined.revive()
    write_row(joined, "after")

    assert rows(joined) == ["after", "before"]


def test_a_busy_backend_of_a_killed_postmaster_is_ended_before_the_restart(join):
    joined = join()
    write_row(joined, "before")
    backend = psycopg.connect(joined.urls()["DATABASE_OWNER_URL"])
    busy = threading.Thread(target=_count_for_ever, args=[backend])
    busy.start()
    time.sleep(0.3)

    os.kill(pid_of(joined), signal.SIGKILL)
    wait_until(lambda: "PostgreSQL" in joined.dead())
    joined.revive()
    busy.join(timeout=30)
    backend.close()

    assert not busy.is_alive()
    assert rows(joined) == ["before"]


def _count_for_ever(connection):
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT count(*) FROM generate_series(1, 100000000000)")


def test_a_stale_pid_file_that_names_a_living_process_is_no_obstacle(join):
    joined = join()
    write_row(joined, "before")
    os.kill(pid_of(joined), signal.SIGKILL)
    wait_until(lambda: not joined.postgres.process.is_alive())
    note = joined.postgres.process.pid_file
    note.write_text(note.read_text().replace(note.read_text().split()[0], str(os.getpid()), 1))

    joined.revive()

    assert rows(joined) == ["before"]


def test_a_killed_redis_keeps_its_last_write(join):
    joined = join()
    client = redis.Redis.from_url(joined.urls()["REDIS_URL"])
    client.set("last", "write")
    client.close()

    os.kill(int(joined.redis.process.pid_file.read_text()), signal.SIGKILL)
    wait_until(lambda: "Redis" in joined.dead())
    joined.revive()

    client = redis.Redis.from_url(joined.urls()["REDIS_URL"])
    assert client.get("last") == b"write"
    client.close()


def test_a_removed_socket_folder_is_mended_without_losing_rows(join):
    joined = join()
    write_row(joined, "before")
    shutil.rmtree(joined.postgres.sockets)

    joined.revive()

    assert rows(joined) == ["before"]


def test_two_homes_run_side_by_side_and_a_deep_one_does_too(join, tmp_path):
    deep = tmp_path.resolve() / ("d" * 120) / ("e" * 120)
    first, second = join(), join(deep)

    write_row(first, "first")
    write_row(second, "second")

    assert (rows(first), rows(second)) == (["first"], ["second"])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account for the server")
def test_root_runs_the_server_as_another_account_even_below_a_private_folder(join, tmp_path):
    private = tmp_path.resolve() / "private"
    private.mkdir(mode=0o700)

    joined = join(private / "home")

    assert Path(f"/proc/{pid_of(joined)}").stat().st_uid != 0


def test_data_of_another_major_version_are_refused(join, home):
    joined = join()
    joined.leave()
    (home / "postgres" / "data" / "PG_VERSION").write_text("15\n")

    with pytest.raises(ServicesFailed, match="PostgreSQL 15"):
        join()


def test_a_start_that_was_killed_while_it_made_the_cluster_starts_again(join, home):
    (home / "postgres" / "unfinished" / "base").mkdir(parents=True)

    assert rows_after_first_write(join()) == ["first"]


def rows_after_first_write(joined):
    write_row(joined, "first")
    return rows(joined)
