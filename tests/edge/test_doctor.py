"""The doctor and the setting up of a server of one's own."""

import json
import secrets

import psycopg
import pytest
from django.core.management import call_command
from django.test import override_settings

from edge import embedded
from edge.database_setup import ADMIN, prepare_server, url_for

ROLES = ("edge_owner", "edge_app", "edge_system")


def doctor(capsys):
    try:
        call_command("doctor", "--json")
        code = 0
    except SystemExit as end:
        code = end.code
    checks = json.loads(capsys.readouterr().out)["checks"]
    return code, {check["name"]: check for check in checks}


def test_every_part_of_a_sound_installation_holds(capsys):
    code, checks = doctor(capsys)

    assert set(checks) >= {
        "database",
        "roles",
        "schema",
        "pgvector",
        "redis",
        "storage",
        "clock",
        "secrets",
    }
    unsound = {name for name, check in checks.items() if not check["ok"]}
    # The session's Redis keeps nothing on purpose.
    assert unsound == {"redis"}
    assert (code, checks["redis"]["detail"]) == (1, "Redis 6.2.14; the append-only file is off")


@override_settings(PRODUCTION=True)
def test_the_development_secret_is_not_for_production(capsys):
    code, checks = doctor(capsys)

    assert code == 1
    assert "EDGE_SECRET_KEY" in checks["secrets"]["mend"]


@override_settings(REDIS_URL="redis://127.0.0.1:1/0")
def test_a_server_out_of_reach_comes_with_the_way_to_mend_it(capsys):
    code, checks = doctor(capsys)

    assert code == 1
    assert not checks["redis"]["ok"]
    assert "REDIS_URL" in checks["redis"]["mend"]


@pytest.fixture
def fresh_database():
    name = f"own_{secrets.token_hex(4)}"
    admin = embedded.current().postgres.url(ADMIN, "postgres")
    yield admin, name
    with psycopg.connect(admin, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")


def test_setting_up_a_server_prints_three_addresses_and_may_be_repeated(fresh_database, capsys):
    admin, name = fresh_database

    call_command("setup_database", admin, "--database", name, "--json")
    call_command("setup_database", admin, "--database", name, "--json")
    urls = json.loads(capsys.readouterr().out.splitlines()[-1])

    assert list(urls) == ["DATABASE_URL", "DATABASE_SYSTEM_URL", "DATABASE_OWNER_URL"]
    with psycopg.connect(urls["DATABASE_OWNER_URL"]) as owner:
        owner.execute("CREATE TABLE one (id int)")
    with psycopg.connect(urls["DATABASE_URL"]) as app:
        app.execute("INSERT INTO one VALUES (1)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE two (id int)")


def test_a_server_that_cannot_be_set_up_says_what_to_check(capsys):
    with pytest.raises(SystemExit) as end:
        call_command("setup_database", "postgresql://nobody@127.0.0.1:1/postgres", "--json")

    told = json.loads(capsys.readouterr().out)
    assert (end.value.code, told["code"]) == (1, "setup_failed")
    assert "pgvector" in told["mend"]


def test_an_administrator_who_is_no_superuser_can_set_up_a_server(fresh_database):
    admin, name = fresh_database
    with psycopg.connect(admin, autocommit=True) as server:
        server.execute("DROP ROLE IF EXISTS cloud_admin")
        server.execute("CREATE ROLE cloud_admin LOGIN CREATEDB CREATEROLE")
        # On a managed server these roles would be the administrator's own creation.
        for role in ROLES:
            server.execute(f"GRANT {role} TO cloud_admin WITH ADMIN OPTION")
        server.execute(f"CREATE DATABASE {name} OWNER edge_owner TEMPLATE template0")
    # Only a superuser, or the provider's own console, installs pgvector.
    with psycopg.connect(url_for(admin, database=name)) as inside:
        inside.execute("CREATE EXTENSION vector")

    prepare_server(
        url_for(admin, role="cloud_admin"), passwords=dict.fromkeys(ROLES), database=name
    )

    with psycopg.connect(url_for(admin, role="edge_owner", database=name)) as owner:
        assert owner.execute("SELECT '[1]'::vector::text").fetchone() == ("[1]",)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"role": "edge_app", "password": "a/b@c"},
            "postgresql://edge_app:a%2Fb%40c@db:5432/x?sslmode=require",
        ),
        ({"database": "edge"}, "postgresql://root:pw@db:5432/edge?sslmode=require"),
        ({"role": "edge_app"}, "postgresql://edge_app@db:5432/x?sslmode=require"),
    ],
)
def test_an_address_changes_its_login_or_database_and_nothing_else(changes, expected):
    assert url_for("postgresql://root:pw@db:5432/x?sslmode=require", **changes) == expected
