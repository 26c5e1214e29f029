import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from edge.merchants.operations import TenantPolicy


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("merchants", "0001_add_merchants"),
    ]

    operations = [
        migrations.CreateModel(
            name="Telling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("figure_id", models.CharField(max_length=24)),
                ("metric", models.CharField(max_length=40)),
                ("value", models.CharField(blank=True, max_length=40)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("figure", models.JSONField()),
                ("watermark", models.IntegerField()),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("answer", "Answer"),
                            ("alert", "Alert"),
                            ("mail", "Mail"),
                            ("export", "Export"),
                            ("api", "API"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("told_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "merchant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="merchants.merchant",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["merchant", "-told_at"], name="telling_by_time")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("merchant", "figure_id", "place", "reference"),
                        name="told_once_in_one_place",
                    )
                ],
            },
        ),
        TenantPolicy("insights_telling", system="read"),
    ]
