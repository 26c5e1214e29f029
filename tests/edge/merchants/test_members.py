"""Invitations, roles, leaving; the last owner stays."""

import re
import threading

import pytest
from django.core import mail
from django.db import connections

from edge.lib.errors import Conflict, InvalidRequest, NotAllowed, NotFound, RateLimited
from edge.merchants import members
from edge.merchants.members import Guest
from edge.merchants.models import AuditEntry, Invitation, Membership, Role


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []


@pytest.fixture
def owner(make_member):
    return make_member()


def invite(owner, email, role=Role.STAFF):
    members.invite(
        owner.merchant,
        Guest(email, role),
        by=owner.user,
        link_for=lambda token: f"http://edge/join/{token}/",
    )
    return re.search(r"/join/([\w-]+)/", mail.outbox[-1].body)[1]


def test_an_invited_person_joins_by_the_mailed_link(owner, make_user):
    guest = make_user()
    token = invite(owner, guest.email.upper(), Role.MANAGER)

    membership = members.accept(token, guest)

    assert (membership.merchant, membership.role) == (owner.merchant, Role.MANAGER)
    assert mail.outbox[0].to == [guest.email]
    assert Invitation.objects.filter(token_hash=token).count() == 0
    with pytest.raises(NotFound):
        members.accept(token, guest)


def test_the_mail_speaks_the_shop_s_language(make_member, make_merchant):
    owner = make_member(make_merchant(language="de"))

    invite(owner, "guest@example.test")

    assert (
        mail.outbox[0].subject
        == f"{owner.user.email} lädt Sie zu {owner.merchant.name} auf Edge ein"
    )


def test_only_the_invited_person_may_accept(owner, make_user):
    token = invite(owner, make_user().email)
    other = make_user()

    with pytest.raises(NotAllowed):
        members.accept(token, other)

    assert not Membership.objects.filter(user=other).exists()


def test_a_withdrawn_or_replaced_or_old_link_is_dead(owner, make_user):
    guest = make_user()
    replaced = invite(owner, guest.email)
    withdrawn = invite(owner, guest.email)
    members.withdraw(
        owner.merchant,
        members.open_invitations(owner.merchant)[0].public_id,
        actor=owner.user.email,
    )

    for token in (replaced, withdrawn, "nonsense"):
        with pytest.raises(NotFound):
            members.accept(token, guest)


def test_another_shop_cannot_withdraw_it(owner, other_merchant):
    invite(owner, "guest@example.test")
    invitation = members.open_invitations(owner.merchant)[0]

    with pytest.raises(NotFound):
        members.withdraw(other_merchant, invitation.public_id, actor="x")

    assert members.open_invitations(owner.merchant) == [invitation]


def test_a_member_cannot_be_invited_again(owner):
    with pytest.raises(Conflict):
        invite(owner, owner.user.email)


def test_what_is_no_address_is_refused(owner):
    with pytest.raises(InvalidRequest):
        invite(owner, "nobody")


def test_thirty_invitations_a_day_are_enough(owner):
    Invitation.objects.bulk_create(
        Invitation(
            merchant=owner.merchant,
            email=f"{number}@example.test",
            role=Role.STAFF,
            token_hash=f"{owner.merchant.pk}-{number}",
            expires_at="2999-01-01T00:00:00Z",
        )
        for number in range(30)
    )

    with pytest.raises(RateLimited):
        invite(owner, "one.more@example.test")


@pytest.mark.parametrize("verb", ["demote", "remove"])
def test_the_last_owner_stays(owner, verb):
    with pytest.raises(Conflict):
        _lose(owner, verb)

    owner.refresh_from_db()
    assert owner.role == Role.OWNER


def _lose(owner, verb):
    if verb == "demote":
        members.change_role(owner.merchant, owner.user.email, Role.STAFF, actor="x")
    else:
        members.remove(owner.merchant, owner.user.email, actor="x")


def test_of_two_owners_who_leave_at_once_one_stays(owner, make_member):
    second = make_member(owner.merchant)
    refused = []

    def leave(member):
        try:
            members.remove(owner.merchant, member.user.email, actor=member.user.email)
        except Conflict as conflict:
            refused.append(conflict)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=leave, args=[member]) for member in (owner, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert Membership.objects.filter(merchant=owner.merchant, role=Role.OWNER).count() == 1


def test_roles_and_departures_are_written_down(owner, make_member, in_tenant):
    staff = make_member(owner.merchant, role=Role.STAFF)
    members.change_role(owner.merchant, staff.user.email, Role.ACCOUNTANT, actor=owner.user.email)
    members.remove(owner.merchant, staff.user.email, actor=owner.user.email)

    with in_tenant(owner.merchant):
        told = (
            AuditEntry.objects.filter(merchant=owner.merchant)
            .order_by("pk")
            .values_list("action", "detail")
        )
        assert list(told) == [
            ("member.changed", {"role": ["staff", "accountant"]}),
            ("member.removed", {"role": "accountant"}),
        ]


def test_somebody_of_another_shop_is_not_found(owner, make_member):
    stranger = make_member()

    with pytest.raises(NotFound):
        members.remove(owner.merchant, stranger.user.email, actor="x")

    assert Membership.objects.filter(pk=stranger.pk).exists()
