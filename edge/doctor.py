"""Looks at each part that Edge stands on, and says how to mend what does not hold."""

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import redis
from django.conf import settings
from django.db import DatabaseError, connections

from edge import embedded
from edge.health import PROCESSES
from edge.schema import pending_migrations
from edge.telemetry import heartbeat

ROLES = {"default": "edge_app", "system": "edge_system", "owner": "edge_owner"}
LEAST_FREE_BYTES = 1_000_000_000
LARGEST_CLOCK_GAP_S = 2.0
OLDEST_POSTGRES, OLDEST_REDIS = 160000, (6, 2)


@dataclass(frozen=True)
class Check:
    """One part: whether it holds, what was seen, and what to do where it does not."""

    name: str
    is_ok: bool
    detail: str
    mend: str = ""


def examine() -> list[Check]:
    """Return one check per part; a part that cannot be looked at fails with the reason."""
    found: list[Check] = []
    if failed := embedded.noted_failure():
        found.append(Check("services", False, str(failed), failed.mend))
    for name, look, mend in PARTS:
        try:
            found.append(look(name))
        except (DatabaseError, redis.RedisError, OSError) as reason:
            found.append(
                Check(name, False, f"{type(reason).__name__}: {str(reason).strip()}", mend)
            )
    return found


def look_at_database(name: str) -> Check:
    """Return whether Postgres is new enough."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('server_version')"
        )
        number, version = cursor.fetchone()
    return Check(
        name, number >= OLDEST_POSTGRES, f"PostgreSQL {version}", "Use PostgreSQL 16 or newer."
    )


def look_at_roles(name: str) -> Check:
    """Return whether the three addresses log in as three roles, none of which can pass the wall between tenants."""
    wrong = []
    for alias, role in ROLES.items():
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
            )
            user, is_too_strong = cursor.fetchone()
        if user != role or is_too_strong:
            wrong.append(f"{alias} logs in as {user}")
    return Check(
        name,
        not wrong,
        "; ".join(wrong) or "three logins, none of them past row-level security",
        "Run `manage.py setup_database ADMIN_URL` and set the three addresses that it prints.",
    )


def look_at_schema(name: str) -> Check:
    """Return whether every migration is applied."""
    missing = pending_migrations()
    return Check(
        name,
        not missing,
        f"{len(missing)} migrations missing" if missing else "complete",
        "Run `manage.py migrate --database owner`.",
    )


def look_at_vectors(name: str) -> Check:
    """Return whether pgvector is there."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
        row = cursor.fetchone()
    return Check(
        name,
        row is not None,
        f"pgvector {row[0]}" if row else "the extension is missing in this database",
        "Install pgvector on the server, then run `manage.py setup_database ADMIN_URL`.",
    )


def look_at_redis(name: str) -> Check:
    """Return whether Redis is new enough and keeps what it is given."""
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5) as client:
        version = str(client.info("server")["redis_version"])
        keeps = bool(client.info("persistence")["aof_enabled"])
        policy = str(client.config_get("maxmemory-policy").get("maxmemory-policy", ""))
    is_new = tuple(int(part) for part in version.split(".")[:2]) >= OLDEST_REDIS
    trouble = [] if is_new else ["it is too old"]
    if not keeps:
        trouble.append("the append-only file is off")
    if policy not in {"noeviction", ""}:
        trouble.append(f"it may throw queued work away ({policy})")
    return Check(
        name,
        not trouble,
        f"Redis {version}" + "".join(f"; {one}" for one in trouble),
        "Use Redis 6.2 or newer with `appendonly yes` and `maxmemory-policy noeviction`.",
    )


def look_at_storage(name: str) -> Check:
    """Return whether EDGE_HOME can be written to and has room."""
    home = Path(settings.EDGE_HOME)
    embedded.create_home(home)
    probe = home / f".doctor-{os.getpid()}"
    probe.write_bytes(b"edge")
    probe.unlink()
    free = shutil.disk_usage(home).free
    return Check(
        name,
        free >= LEAST_FREE_BYTES,
        f"{home}, {free / 1e9:.1f} GB free",
        "Free some space, or set EDGE_HOME to a larger disk.",
    )


def look_at_clock(name: str) -> Check:
    """Return whether this machine and the database agree on the time."""
    with connections["owner"].cursor() as cursor:
        before = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        gap = cursor.fetchone()[0] - (before + time.time()) / 2
    return Check(
        name,
        abs(gap) <= LARGEST_CLOCK_GAP_S,
        f"{gap:+.2f} s apart from the database",
        "Let both machines take their time from the network (NTP).",
    )


def look_at_secrets(name: str) -> Check:
    """Return whether the secret is one's own where that matters."""
    is_default = settings.SECRET_KEY == settings.DEVELOPMENT_SECRET
    is_risky = is_default and (
        settings.PRODUCTION or bool(set(settings.ALLOWED_HOSTS) - LOCAL_HOSTS)
    )
    return Check(
        name,
        not is_risky,
        "the development secret" if is_default else "a secret of your own",
        "Set EDGE_SECRET_KEY (or EDGE_SECRET_KEY_FILE) to 50 random characters, and EDGE_ENV=production.",
    )


def look_at_model(name: str) -> Check:
    """Return which model provider is set; without one the built-in analyst answers."""
    if not settings.OPENAI_BASE_URL and not settings.OPENAI_API_KEY:
        return Check(name, True, "none is set: the built-in analyst answers by itself")
    return Check(
        name,
        bool(settings.OPENAI_BASE_URL and settings.OPENAI_API_KEY),
        settings.OPENAI_BASE_URL or "only a key is set",
        "Set both OPENAI_BASE_URL and OPENAI_API_KEY; `manage.py llm check` then calls it once.",
    )


def look_at_mail(name: str) -> Check:
    """Return where mail goes."""
    where = settings.EMAIL_HOST or f"no SMTP_HOST is set: mail lands in {settings.EMAIL_FILE_PATH}"
    return Check(
        name,
        bool(settings.EMAIL_HOST) or not settings.PRODUCTION,
        where,
        "Set SMTP_HOST and its login.",
    )


def look_at_processes(name: str) -> Check:
    """Return whether worker, beat and converse run, or none of them does, which is no fault of a shell."""
    alive = heartbeat.alive(PROCESSES)
    running = [process for process, lives in alive.items() if lives]
    missing = [process for process, lives in alive.items() if not lives]
    return Check(
        name,
        not running or not missing,
        f"running: {', '.join(running)}"
        if running
        else "Edge is not running (start it with `manage.py up`)",
        f"Not running: {', '.join(missing)}. Look at what `manage.py up` says about them.",
    )


LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "testserver"}
REACH_POSTGRES = (
    "Check DATABASE_URL, DATABASE_SYSTEM_URL and DATABASE_OWNER_URL and that the server runs; "
    "unset them to use the embedded one."
)
REACH_REDIS = "Check REDIS_URL and that the server runs; unset it to use the embedded one."
PARTS: list[tuple[str, Callable[[str], Check], str]] = [
    ("database", look_at_database, REACH_POSTGRES),
    ("roles", look_at_roles, REACH_POSTGRES),
    ("schema", look_at_schema, REACH_POSTGRES),
    ("pgvector", look_at_vectors, REACH_POSTGRES),
    ("redis", look_at_redis, REACH_REDIS),
    ("storage", look_at_storage, "Set EDGE_HOME to a folder that you may write to."),
    ("clock", look_at_clock, REACH_POSTGRES),
    ("secrets", look_at_secrets, ""),
    ("model", look_at_model, ""),
    ("mail", look_at_mail, ""),
    ("processes", look_at_processes, REACH_REDIS),
]
