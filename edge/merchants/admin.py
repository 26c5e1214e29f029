"""Staff's door to merchants, people, keys and the audit log."""

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.safestring import SafeString

from edge.merchants import keys, members
from edge.merchants.models import ApiKey, AuditEntry, Invitation, Membership, Merchant, User
from edge.merchants.staff import StaffAdmin, deed_link, reason_url
from edge.merchants.support_visit import begin_visit

# People are asked for by e-mail, and what a person may do follows from their memberships.
admin.site.unregister([Group, EmailAddress])


@admin.register(Merchant)
class MerchantAdmin(StaffAdmin[Merchant]):
    """Merchants; their books open for a reason and for half an hour."""

    list_display = (
        "name",
        "public_id",
        "slug",
        "country",
        "currency",
        "last_batch",
        "created_at",
        "open_books",
    )
    list_filter = ("country", "business_type")

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Merchant], search_term: str
    ) -> tuple[models.QuerySet[Merchant], bool]:
        """Return merchants by id, short name or the beginning of either name."""
        term = search_term.strip()
        by_name = models.Q(slug__startswith=term.lower()) | models.Q(name__startswith=term)
        return queryset.filter(models.Q(public_id=term) | by_name) if term else queryset, False

    @admin.display(description="books")
    def open_books(self, merchant: Merchant) -> SafeString:
        """Link to the page that asks why."""
        return deed_link(merchant, "open", "Open this merchant's data")

    def get_urls(self) -> list[URLPattern]:
        """Add the page that opens a merchant's data."""
        return [reason_url(self, "open", _open_books), *super().get_urls()]


def _open_books(request: HttpRequest, merchant: Merchant, reason: str) -> str:
    assert isinstance(request.user, User)  # noqa: S101 -- the admin lets in people alone
    begin_visit(request.user, merchant, request.session, reason=reason)
    return reverse("home")


@admin.register(User)
class UserAdmin(StaffAdmin[User]):
    """People; a disabled one is logged out everywhere."""

    list_display = (
        "email",
        "name",
        "is_active",
        "is_staff",
        "date_joined",
        "last_login",
        "disable",
    )
    list_filter = ("is_staff", "is_active")
    search_fields = ("email",)
    search_help_text = "an e-mail address"
    exclude = ("password", "groups", "user_permissions")

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[User], search_term: str
    ) -> tuple[models.QuerySet[User], bool]:
        """Return the person with that address."""
        term = search_term.strip().lower()
        return queryset.filter(email=term) if term else queryset, False

    @admin.display(description="access")
    def disable(self, user: User) -> SafeString | str:
        """Link to the page that asks why."""
        return deed_link(user, "disable", "Disable") if user.is_active else "disabled"

    def get_urls(self) -> list[URLPattern]:
        """Add the page that disables somebody."""
        return [reason_url(self, "disable", _disable), *super().get_urls()]


def _disable(request: HttpRequest, user: User, reason: str) -> str:
    members.disable(user, actor=_actor(request), reason=reason)
    return reverse("admin:merchants_user_changelist")


@admin.register(ApiKey)
class ApiKeyAdmin(StaffAdmin[ApiKey]):
    """Keys, without what they open."""

    list_display = (
        "public_id",
        "merchant",
        "name",
        "scopes",
        "last_used_at",
        "revoked_at",
        "revoke",
    )
    list_select_related = ("merchant",)
    exclude = ("secret_hash",)

    @admin.display(description="access")
    def revoke(self, key: ApiKey) -> SafeString | str:
        """Link to the page that asks why."""
        return "revoked" if key.revoked_at else deed_link(key, "revoke", "Revoke")

    def get_urls(self) -> list[URLPattern]:
        """Add the page that revokes a key."""
        return [reason_url(self, "revoke", _revoke), *super().get_urls()]


def _revoke(request: HttpRequest, key: ApiKey, reason: str) -> str:
    keys.revoke_key(key.public_id, actor=_actor(request), merchant=key.merchant, reason=reason)
    return reverse("admin:merchants_apikey_changelist")


@admin.register(Membership)
class MembershipAdmin(StaffAdmin[Membership]):
    """Who belongs where."""

    list_display = ("merchant", "user", "role", "created_at")
    list_select_related = ("merchant", "user")
    search_fields = ("user__email",)
    search_help_text = "a merchant's id or short name, or a person's e-mail"


@admin.register(Invitation)
class InvitationAdmin(StaffAdmin[Invitation]):
    """Invitations, without their links."""

    list_display = (
        "public_id",
        "merchant",
        "email",
        "role",
        "expires_at",
        "accepted_at",
        "withdrawn_at",
    )
    list_select_related = ("merchant",)
    exclude = ("token_hash",)


@admin.register(AuditEntry)
class AuditEntryAdmin(StaffAdmin[AuditEntry]):
    """Who did what."""

    list_display = ("at", "merchant", "actor", "action", "target", "reason")
    list_select_related = ("merchant",)
    search_fields = ("actor",)
    search_help_text = "a merchant's id or short name, or an actor"


def _actor(request: HttpRequest) -> str:
    assert isinstance(request.user, User)  # noqa: S101 -- the admin lets in people alone
    return f"support: {request.user.email}"
