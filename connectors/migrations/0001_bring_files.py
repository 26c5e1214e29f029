import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import connectors.models
from edge.merchants.operations import TenantPolicy


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("facts", "0003_stage_rows"),
        ("merchants", "0003_add_stored_replies"),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=connectors.models.upload_public_id,
                        editable=False,
                        max_length=40,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(help_text="the file's own name", max_length=200)),
                ("file", models.FileField(max_length=200, upload_to=connectors.models.stored_name)),
                ("size", models.BigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("brought_by", models.CharField(blank=True, max_length=160)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("ready", "Waits for a check"),
                            ("loading", "Loading"),
                            ("loaded", "Loaded"),
                            ("failed", "Failed"),
                            ("undone", "Undone"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                ("reading", models.JSONField(null=True)),
                ("outline", models.JSONField(null=True)),
                ("progress", models.JSONField(default=dict)),
                ("failure", models.JSONField(null=True)),
                ("loads_when_sure", models.BooleanField(default=False)),
                ("attempts", models.SmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("lease_holder", models.CharField(blank=True, max_length=80)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="facts.batch",
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="merchants.merchant",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RefusedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.BigIntegerField(help_text="the line of the file, the first is 1")),
                ("code", models.CharField(max_length=40)),
                ("raw", models.CharField(max_length=1000)),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="merchants.merchant",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="connectors.upload",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KnownReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("layout", models.CharField(max_length=40)),
                ("reading", models.JSONField()),
                ("confirmed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="merchants.merchant",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("merchant", "layout"), name="one_reading_per_layout"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(fields=["merchant", "-created_at"], name="upload_by_merchant"),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(
                condition=models.Q(("state__in", ["received", "loading"])),
                fields=["lease_until"],
                name="upload_unfinished",
            ),
        ),
        migrations.AddConstraint(
            model_name="refusedrow",
            constraint=models.UniqueConstraint(
                fields=("upload", "line"), name="one_refusal_per_line"
            ),
        ),
        # The sweep looks for imports whose worker was killed, across merchants; it reads no more than the row.
        TenantPolicy("connectors_upload", system="read"),
        TenantPolicy("connectors_refusedrow", "connectors_knownreading"),
    ]
