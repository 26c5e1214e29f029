"""Merchants, people, their roles and keys, and the audit log."""

from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from edge.lib.ids import public_id
from edge.lib.period import BusinessCalendar


def merchant_public_id() -> str:
    """Return a new merchant id."""
    return public_id("mer")


def invitation_public_id() -> str:
    """Return a new invitation id."""
    return public_id("inv")


class UserManager(BaseUserManager["User"]):
    """Creates people, who are known by their e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Create a person; without a password they can log in only after a reset."""
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Create a member of staff with every permission."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    """A person: a merchant's owner or employee, or a member of our staff."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name that greetings and the audit log show."""
        return self.name or self.email

    def get_short_name(self) -> str:
        """Return the first part of the name."""
        return self.get_full_name().split("@")[0].split(" ")[0]


class Role(models.TextChoices):
    """What a member may see and do, from most to least."""

    OWNER = "owner", "Owner"
    MANAGER = "manager", "Manager"
    ACCOUNTANT = "accountant", "Accountant"
    STAFF = "staff", "Staff"


class Merchant(models.Model):
    """A tenant: one small business with its own books."""

    public_id = models.CharField(
        max_length=40, unique=True, default=merchant_public_id, editable=False
    )
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    business_type = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=2, default="DE", help_text="ISO 3166-1, two letters")
    currency = models.CharField(max_length=3, default="EUR", help_text="ISO 4217")
    time_zone = models.CharField(max_length=64, default="Europe/Berlin", help_text="IANA")
    day_end_minutes = models.SmallIntegerField(
        default=0, help_text="minutes after midnight at which the day ends"
    )
    language = models.CharField(max_length=8, default="en")
    # {"mon": [["08:00", "18:00"]], …}; a weekday that is missing is closed, an empty object says nothing.
    opening_hours = models.JSONField(default=dict, blank=True)
    # The number of the last published or undone batch: the watermark of every figure.
    last_batch = models.IntegerField(default=0)
    # The calendar by which facts are still dated, until a rebuild has caught up; empty where they are up to date.
    dated_by = models.CharField(max_length=80, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def calendar(self) -> BusinessCalendar:
        """The function that maps an instant to a business day."""
        return BusinessCalendar(self.time_zone, self.day_end_minutes)

    @property
    def calendar_key(self) -> str:
        """The calendar as a short text: zone and minutes."""
        return f"{self.time_zone} {self.day_end_minutes}"


class Membership(models.Model):
    """A person's role at a merchant."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["merchant", "user"], name="one_role_per_member")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} of {self.merchant_id}"


class Invitation(models.Model):
    """An offer to join a merchant, opened by a link that only its addressee has."""

    public_id = models.CharField(
        max_length=40, unique=True, default=invitation_public_id, editable=False
    )
    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=12, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.email} as {self.role}"


class ApiKey(models.Model):
    """A key for programs: a public id that may be shown, and the hash of a secret that may not."""

    public_id = models.CharField(max_length=40, unique=True, editable=False)
    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField(max_length=80)
    secret_hash = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=32))
    limits = models.JSONField(default=dict, help_text="rpm, tpm, concurrency, budget_usd")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.public_id})"


class StoredReply(models.Model):
    """The reply to a write that carried an idempotency key: what a repeat of the same request is answered."""

    merchant = models.ForeignKey(
        Merchant, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    operation = models.CharField(max_length=80)
    key = models.CharField(max_length=255)
    body_hash = models.CharField(max_length=64)
    # Which of several requests does the work.
    owner = models.CharField(max_length=32)
    # Null while the first request is at work; its lease tells whether it still lives.
    status = models.SmallIntegerField(null=True)
    body = models.BinaryField(null=True)
    lease_until = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "stored replies"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["merchant", "operation", "key"], name="one_reply_per_key"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["merchant", "created_at"], name="storedreply_by_age")
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.key}"


class AuditEntry(models.Model):
    """Who did what, when, to what; written once, never changed (a trigger refuses it)."""

    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    actor = models.CharField(
        max_length=160, help_text="a person's e-mail, a key's public id, or a process"
    )
    action = models.CharField(max_length=60)
    target = models.CharField(max_length=160, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "audit entries"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["merchant", "-at"], name="audit_by_merchant")
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action}"
