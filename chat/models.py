"""Conversations, the turns in them, and what merchants thought of the answers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from edge.lib.ids import public_id
from edge.merchants.models import Merchant
from edge.merchants.querysets import TenantManager


def conversation_public_id() -> str:
    """Return a new conversation id; it is also the name of its stream of events."""
    return public_id("con")


def turn_public_id() -> str:
    """Return a new turn id."""
    return public_id("trn")


class Status(models.TextChoices):
    """Where a turn stands: the first two are open, the others final."""

    WAITING = "waiting"
    RUNNING = "running"
    ANSWERED = "answered"
    PARTIAL = "partial"
    REFUSED = "refused"
    CLARIFY = "clarify"
    STOPPED = "stopped"
    FAILED = "failed"


OPEN = (Status.WAITING, Status.RUNNING)


class Conversation(models.Model):
    """A row of questions that build on each other, asked by one person or one key."""

    public_id = models.CharField(
        max_length=40, unique=True, default=conversation_public_id, editable=False
    )
    merchant = models.ForeignKey(
        Merchant, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    # "user:7", "key:key_…" or "shell": only who asked may read on.
    asker = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(default=timezone.now)
    objects = TenantManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["merchant", "asker", "-asked_at"], name="conversations_of_asker")
        ]

    def __str__(self) -> str:
        return self.title


class Turn(models.Model):
    """One question and how it was answered; whoever holds its lease writes the answer, nobody else."""

    public_id = models.CharField(max_length=40, unique=True, default=turn_public_id, editable=False)
    merchant = models.ForeignKey(
        Merchant, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    number = models.IntegerField(help_text="counts up by one within the conversation")
    asker = models.CharField(max_length=60)
    # The sender's own id of the message: sent twice, it is stored once.
    client_id = models.CharField(max_length=64)
    question = models.TextField()
    language = models.CharField(max_length=8)
    answer_in = models.CharField(
        max_length=8, blank=True, help_text="the language asked for; empty is that of the question"
    )
    role = models.CharField(
        max_length=12, help_text="of who asked: not every role sees every figure"
    )
    # What a changed chip asks for, instead of what the words say.
    wanted_intent = models.JSONField(null=True, blank=True)
    revises = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, related_name="revisions"
    )
    as_of = models.DateTimeField(null=True, help_text="the moment that counts as now, if not now")
    asked_at = models.DateTimeField(default=timezone.now)

    status = models.CharField(max_length=12, choices=Status.choices, default=Status.WAITING)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reply = models.JSONField(
        null=True, help_text="text, intent, figures and the rest, as `ask --json` prints it"
    )
    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["merchant", "asker", "client_id"], name="one_turn_per_message"
            ),
            models.UniqueConstraint(fields=["conversation", "number"], name="one_turn_per_number"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # What `converse` looks through several times a second: it holds open turns alone.
            models.Index(
                fields=["asked_at"],
                name="open_turns",
                condition=models.Q(status__in=["waiting", "running"]),
            )
        ]

    def __str__(self) -> str:
        return self.question[:60]

    @property
    def is_open(self) -> bool:
        """Whether the answer is still to come."""
        return self.status in OPEN


class RefusedTurn(models.Model):
    """A question that was refused: why, and which data were missing; never its words.

    Support ranks what most merchants ask for in vain, across merchants and without reading anybody's questions.
    """

    merchant = models.ForeignKey(
        Merchant, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    turn = models.OneToOneField(Turn, on_delete=models.CASCADE, related_name="refusal")
    reason = models.CharField(
        max_length=12, help_text="missing, unknown, future, others … as the analyst says"
    )
    topic = models.CharField(
        max_length=40, blank=True, help_text="which data are missing, a key such as “cost”"
    )
    language = models.CharField(max_length=8)
    refused_at = models.DateTimeField(default=timezone.now)
    objects = TenantManager()

    class Meta:
        verbose_name = "unmet demand"
        verbose_name_plural = "unmet demand"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["merchant", "-refused_at"], name="refused_by_merchant"),
            models.Index(fields=["refused_at"], name="refused_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.topic}".strip()


class Feedback(models.Model):
    """A thumb up or down on an answer, with the reason where one was given."""

    merchant = models.ForeignKey(
        Merchant, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="feedback")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_useful = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    objects = TenantManager()

    class Meta:
        verbose_name_plural = "feedback"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["turn", "user"], name="one_feedback_per_person")
        ]

    def __str__(self) -> str:
        return "useful" if self.is_useful else "not useful"
