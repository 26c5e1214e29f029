"""The database that Edge needs on any server: three roles, one database, pgvector, and who may do what in it."""

from collections.abc import Mapping
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

ADMIN = "edge_admin"
OWNER, APP, SYSTEM = OWN_ROLES = ("edge_owner", "edge_app", "edge_system")
DATABASE = "edge"


def prepare_server(
    admin_url: str, *, passwords: Mapping[str, str | None], database: str = DATABASE
) -> None:
    """Create what is missing on the server at `admin_url`; running it again changes passwords only.

    admin_url: a login that may create roles, databases and extensions. passwords: by role; None leaves it without.
    Raises psycopg.Error where the login may not, or pgvector is not installed on the server.
    """
    with psycopg.connect(admin_url, autocommit=True) as server:
        for role in OWN_ROLES:
            _create_role(server, role, passwords[role])
        if not _exists(
            server, "SELECT 1 FROM pg_roles WHERE rolname = %s AND rolsuper", server.info.user
        ):
            # A managed server's administrator must be a member to give things to the owner.
            server.execute(_statement("GRANT {} TO CURRENT_USER", OWNER))
        if not _exists(server, "SELECT 1 FROM pg_database WHERE datname = %s", database):
            server.execute(
                _statement(
                    "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0",
                    database,
                    OWNER,
                )
            )
    with psycopg.connect(url_for(admin_url, database=database), autocommit=True) as inside:
        inside.execute("CREATE EXTENSION IF NOT EXISTS vector")
        inside.execute(_statement("REVOKE ALL ON DATABASE {} FROM PUBLIC", database))
        inside.execute(
            _statement(
                "GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}, {}, {}", database, *OWN_ROLES
            )
        )
        inside.execute(_statement("GRANT USAGE, CREATE ON SCHEMA public TO {}", OWNER))
        inside.execute(_statement("GRANT USAGE ON SCHEMA public TO {}, {}", APP, SYSTEM))
        for rights in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES"):
            inside.execute(
                _statement(
                    f"ALTER DEFAULT PRIVILEGES FOR ROLE {{}} IN SCHEMA public GRANT {rights} TO {{}}, {{}}",
                    *OWN_ROLES,
                )
            )


def url_for(
    url: str, *, role: str | None = None, password: str | None = None, database: str | None = None
) -> str:
    """Return `url` with another login or database; the server and all options stay."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    login = parts.netloc.rpartition("@")[0]
    if role is not None:
        login = quote(role) if password is None else f"{quote(role)}:{quote(password, safe='')}"
    netloc = f"{login}@{place}" if login else place
    path = parts.path if database is None else f"/{quote(database)}"
    return urlunsplit((parts.scheme, netloc, path, parts.query, parts.fragment))


def _create_role(server: psycopg.Connection, role: str, password: str | None) -> None:
    # Who is no superuser may not even name the stronger rights of a role that exists.
    is_there = _exists(server, "SELECT 1 FROM pg_roles WHERE rolname = %s", role)
    verb = (
        "ALTER ROLE {} LOGIN PASSWORD {}"
        if is_there
        else "CREATE ROLE {} LOGIN NOBYPASSRLS PASSWORD {}"
    )
    server.execute(sql.SQL(verb).format(sql.Identifier(role), sql.Literal(password)))


def _exists(server: psycopg.Connection, question: str, name: str) -> bool:
    return server.execute(sql.SQL(question), [name]).fetchone() is not None


def _statement(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*(sql.Identifier(name) for name in names))
