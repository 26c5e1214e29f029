"""Who belongs to a merchant: invitations by mail, roles, leaving; a shop never loses its last owner."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from edge.lib.errors import Conflict, InvalidRequest, NotAllowed, NotFound, RateLimited
from edge.merchants import audit
from edge.merchants.models import Invitation, Membership, Merchant, Role, User
from edge.merchants.tenancy import tenant_context

HOLDS = timedelta(days=7)
INVITATIONS_A_DAY = 30


@dataclass(frozen=True)
class Guest:
    """Whom to invite, and as what."""

    email: str
    role: Role


def members_of(merchant: Merchant) -> list[Membership]:
    """Return the merchant's people, oldest member first."""
    return list(
        Membership.objects.filter(merchant=merchant)
        .select_related("user")
        .order_by("created_at", "pk")
    )


def open_invitations(merchant: Merchant) -> list[Invitation]:
    """Return the invitations that still wait for an answer, newest first."""
    return list(_waiting().filter(merchant=merchant).order_by("-created_at"))


def invite(
    merchant: Merchant, guest: Guest, *, by: User, link_for: Callable[[str], str]
) -> Invitation:
    """Invite a person and mail them the link; an older invitation to the same address is withdrawn.

    link_for: returns the address of the page for a token. Raises InvalidRequest for what is no
    address, Conflict for a member, RateLimited after thirty invitations in a day.
    """
    email = _clean(guest.email)
    if Membership.objects.filter(merchant=merchant, user__email=email).exists():
        raise Conflict(_("This person is a member already."))
    today = timezone.now() - timedelta(days=1)
    if (
        Invitation.objects.filter(merchant=merchant, created_at__gt=today).count()
        >= INVITATIONS_A_DAY
    ):
        raise RateLimited(_("That is enough invitations for one day."), retry_after_s=3600)
    token = secrets.token_urlsafe(32)
    with tenant_context(merchant):
        now = timezone.now()
        _waiting().filter(merchant=merchant, email=email).update(withdrawn_at=now)
        invitation = Invitation.objects.create(
            merchant=merchant,
            email=email,
            role=guest.role,
            token_hash=_hash(token),
            invited_by=by,
            expires_at=now + HOLDS,
        )
        audit.record(by.email, merchant, "member.invited", email, {"role": guest.role})
        link = link_for(token)
        # A mail server that is down must not undo the invitation, which can be sent again.
        transaction.on_commit(lambda: _send(invitation, by, link), robust=True)
    return invitation


def _send(invitation: Invitation, by: User, link: str) -> None:
    with translation.override(invitation.merchant.language):
        words = {"invitation": invitation, "merchant": invitation.merchant, "by": by, "link": link}
        send_mail(
            _("%(name)s invites you to %(shop)s on Edge")
            % {"name": by.get_full_name(), "shop": invitation.merchant.name},
            render_to_string("merchants/mail/invitation.txt", words),
            None,
            [invitation.email],
        )


def find_invitation(token: str) -> Invitation:
    """Return the waiting invitation that a link stands for. Raises NotFound."""
    found = _waiting().select_related("merchant").filter(token_hash=_hash(token)).first()
    if found is None:
        raise NotFound(_("This invitation was used, withdrawn, or is too old."))
    return found


def accept(token: str, user: User) -> Membership:
    """Make the invited person a member; the link proves that the mailbox is theirs.

    Raises NotFound, and NotAllowed where somebody else is logged in than the one invited.
    """
    with transaction.atomic():
        invitation = find_invitation(token)
        if user.email.lower() != invitation.email:
            raise NotAllowed(
                _("This invitation is for %(email)s. Log in with that address.")
                % {"email": invitation.email}
            )
        # Two clicks at once: the first takes it, the second finds nothing.
        if not _waiting().filter(pk=invitation.pk).update(accepted_at=timezone.now()):
            raise NotFound(_("This invitation was used, withdrawn, or is too old."))
        membership, _created = Membership.objects.get_or_create(
            merchant=invitation.merchant, user=user, defaults={"role": invitation.role}
        )
        EmailAddress.objects.update_or_create(
            user=user, email=invitation.email, defaults={"verified": True, "primary": True}
        )
        audit.record(
            user.email, invitation.merchant, "member.joined", user.email, {"role": membership.role}
        )
    return membership


def withdraw(merchant: Merchant, invitation_id: str, *, actor: str) -> None:
    """Withdraw an invitation, so that its link no longer works. Raises NotFound."""
    with tenant_context(merchant):
        waiting = _waiting().filter(merchant=merchant, public_id=invitation_id)
        invitation = waiting.select_for_update().first()
        if invitation is None:
            raise NotFound(_("There is no such invitation."))
        waiting.update(withdrawn_at=timezone.now())
        audit.record(actor, merchant, "invitation.withdrawn", invitation.email)


def change_role(merchant: Merchant, email: str, role: Role, *, actor: str) -> None:
    """Give a member another role. Raises NotFound, and Conflict where it would leave no owner."""
    with tenant_context(merchant):
        membership = _lock(merchant, email, loses_owner=role != Role.OWNER)
        if membership.role == role:
            return
        before, membership.role = membership.role, role
        membership.save(update_fields=["role"])
        audit.record(actor, merchant, "member.changed", email, {"role": [before, role]})


def remove(merchant: Merchant, email: str, *, actor: str) -> None:
    """Take a member out, or let them leave. Raises NotFound, and Conflict for the last owner."""
    with tenant_context(merchant):
        membership = _lock(merchant, email, loses_owner=True)
        membership.delete()
        audit.record(actor, merchant, "member.removed", email, {"role": membership.role})


def disable(user: User, *, actor: str, reason: str) -> None:
    """Shut a person out of Edge, on every device; each of their merchants reads why in its audit log."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False)
        for membership in Membership.objects.filter(user=user).select_related("merchant"):
            with tenant_context(membership.merchant):
                audit.record_support(
                    actor, membership.merchant, "person.disabled", reason=reason, target=user.email
                )


def _lock(merchant: Merchant, email: str, *, loses_owner: bool) -> Membership:
    """Return a member, with the merchant's memberships locked, so that two owners cannot go at once."""
    rows = Membership.objects.filter(merchant=merchant).select_related("user").order_by("pk")
    everyone = list(rows.select_for_update(of=("self",)))
    membership = next((one for one in everyone if one.user.email == email), None)
    if membership is None:
        raise NotFound(_("There is no such member."))
    owners = [one for one in everyone if one.role == Role.OWNER]
    if loses_owner and owners == [membership]:
        raise Conflict(_("A shop needs an owner: make somebody else one first."))
    return membership


def _waiting() -> models.QuerySet[Invitation]:
    return Invitation.objects.filter(
        accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    )


def _clean(email: str) -> str:
    cleaned = email.strip().lower()
    try:
        validate_email(cleaned)
    except ValidationError as wrong:
        raise InvalidRequest(_("“%(email)s” is no e-mail address.") % {"email": cleaned}) from wrong
    return cleaned


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
