"""API keys: shown once, known by a hash, dead when revoked."""

import json

import pytest
from django.core.management import call_command

from edge.lib.errors import InvalidRequest, NotFound, NotLoggedIn
from edge.merchants.keys import KeyWish, create_key, revoke_key, verify_key
from edge.merchants.models import ApiKey, AuditEntry


@pytest.fixture
def key(merchant):
    return create_key(merchant, KeyWish("till", ["read", "write"], {"rpm": 60}), actor="test")


def test_a_key_names_its_merchant(key, merchant):
    made, text = key

    assert text.startswith("sk-edge-")
    assert verify_key(text).merchant == merchant
    assert made.scopes == ["read", "write"]
    assert made.limits == {"rpm": 60}


def test_the_secret_is_not_stored(key):
    made, text = key
    row = ApiKey.objects.filter(pk=made.pk).values().get()

    assert text.rpartition("-")[2] not in json.dumps(row, default=str)


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: t + "x", lambda t: t.replace("sk-edge-", "sk-ledge-")]
)
def test_nearly_right_is_wrong(key, spoil):
    with pytest.raises(NotLoggedIn):
        verify_key(spoil(key[1]))


def test_a_revoked_key_is_dead_at_once(key, merchant, client):
    made, text = key
    header = {"Authorization": f"Bearer {text}"}
    assert client.get("/api/v1/merchants", headers=header).status_code == 200

    first = revoke_key(made.public_id, actor="test", merchant=merchant)

    assert client.get("/api/v1/merchants", headers=header).status_code == 401
    assert revoke_key(made.public_id, actor="test") == first


def test_another_merchant_cannot_revoke_it(key, other_merchant):
    made, text = key

    with pytest.raises(NotFound):
        revoke_key(made.public_id, actor="test", merchant=other_merchant)

    assert verify_key(text)


@pytest.mark.parametrize(
    "wish",
    [
        KeyWish("", ["read"]),
        KeyWish("till", []),
        KeyWish("till", ["root"]),
        KeyWish("till", ["read"], {"rpm": -1}),
        KeyWish("till", ["read"], {"speed": 1}),
    ],
)
def test_a_key_without_name_or_with_unknown_scopes_is_refused(merchant, wish):
    with pytest.raises(InvalidRequest):
        create_key(merchant, wish, actor="test")

    assert not ApiKey.objects.filter(merchant=merchant).exists()


def test_use_is_noted_once_a_minute(key):
    made, text = key
    verify_key(text)
    first = ApiKey.objects.get(pk=made.pk).last_used_at
    verify_key(text)

    assert first is not None
    assert ApiKey.objects.get(pk=made.pk).last_used_at == first


def test_making_and_revoking_is_written_down(key, merchant, in_tenant):
    made, text = key
    revoke_key(made.public_id, actor="mara@example.test", merchant=merchant)

    with in_tenant(merchant):
        entries = list(AuditEntry.objects.filter(merchant=merchant).order_by("pk"))
    assert [(entry.actor, entry.action, entry.target) for entry in entries] == [
        ("test", "key.created", made.public_id),
        ("mara@example.test", "key.revoked", made.public_id),
    ]
    assert text not in json.dumps([entry.detail for entry in entries])


def test_the_commands_speak_json(capsys, merchant):
    call_command(
        "create_key",
        "--merchant",
        merchant.slug,
        "--name",
        "till",
        "--scopes",
        "read,llm",
        "--concurrent",
        "4",
        "--json",
    )
    made = json.loads(capsys.readouterr().out)
    call_command("revoke_key", made["id"], "--json")
    revoked = json.loads(capsys.readouterr().out)

    assert set(made) == {"key", "id"}
    assert revoked["id"] == made["id"]
    assert revoked["revoked_at"]
    assert ApiKey.objects.get(public_id=made["id"]).limits == {"concurrency": 4}
    with pytest.raises(NotLoggedIn):
        verify_key(made["key"])


def test_a_command_that_refuses_says_so_and_exits_1(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command(
            "create_key", "--merchant", "nobody", "--name", "till", "--scopes", "read", "--json"
        )

    assert ended.value.code == 1
    told = json.loads(capsys.readouterr().out)
    assert told["code"] == "not_found"
    assert set(told) == {"code", "message", "kept", "mend"}


def test_create_merchant_makes_the_owner(capsys):
    import secrets

    email = f"{secrets.token_hex(4)}@example.test"
    call_command(
        "create_merchant",
        *(
            "--name",
            "Bar Nachtigall",
            "--currency",
            "EUR",
            "--country",
            "DE",
            "--time-zone",
            "Europe/Berlin",
        ),
        *("--owner", email, "--password", "correct-horse-battery", "--day-end", "05:00", "--json"),
    )

    from edge.merchants.models import Membership

    slug = json.loads(capsys.readouterr().out)["merchant"]
    member = Membership.objects.select_related("merchant", "user").get(user__email=email)
    assert (member.merchant.slug, member.merchant.day_end_minutes, member.role) == (
        slug,
        300,
        "owner",
    )
    assert member.user.check_password("correct-horse-battery")


def test_a_key_may_make_as_many_requests_a_minute_as_its_limit_says(client, merchant):
    _, text = create_key(merchant, KeyWish("till", ["read"], {"rpm": 3}), actor="test")
    header = {"Authorization": f"Bearer {text}"}

    # A minute may end in between, so more than twice the limit are made.
    replies = [client.get("/api/v1/merchants", headers=header) for _ in range(8)]

    refused = [reply for reply in replies if reply.status_code == 429]
    assert len(refused) in {2, 5}
    assert refused[-1].json()["code"] == "rate_limited"
    assert 1 <= int(refused[-1]["Retry-After"]) <= 60
