import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from edge.merchants.operations import TenantPolicy


class Migration(migrations.Migration):
    dependencies = [
        ("facts", "0002_count_rows_in_rollups"),
        ("merchants", "0002_add_dated_by"),
    ]

    operations = [
        migrations.CreateModel(
            name="StagedEvent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "batch_id",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("batch_id", models.BigIntegerField()),
                ("position", models.BigIntegerField()),
                ("document", models.CharField(max_length=120)),
                ("occurred_at", models.DateTimeField()),
                ("business_date", models.DateField()),
                ("hour", models.SmallIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("kind", models.CharField(max_length=20)),
                ("amount_minor", models.BigIntegerField()),
                ("location_id", models.BigIntegerField(null=True)),
                ("staff_id", models.BigIntegerField(null=True)),
                ("customer_id", models.BigIntegerField(null=True)),
                ("payment_method", models.CharField(max_length=40)),
                ("channel", models.CharField(max_length=40)),
                ("country", models.CharField(max_length=60)),
                ("attributes", models.JSONField(null=True)),
                ("sales", models.IntegerField(null=True)),
                ("sale_document", models.CharField(max_length=120)),
                ("note", models.CharField(max_length=400)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StagedLine",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "batch_id",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("batch_id", models.BigIntegerField()),
                ("position", models.BigIntegerField()),
                ("document", models.CharField(max_length=120)),
                ("occurred_at", models.DateTimeField()),
                ("business_date", models.DateField()),
                ("hour", models.SmallIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("kind", models.CharField(max_length=20)),
                ("amount_minor", models.BigIntegerField()),
                ("location_id", models.BigIntegerField(null=True)),
                ("staff_id", models.BigIntegerField(null=True)),
                ("customer_id", models.BigIntegerField(null=True)),
                ("payment_method", models.CharField(max_length=40)),
                ("channel", models.CharField(max_length=40)),
                ("country", models.CharField(max_length=60)),
                ("attributes", models.JSONField(null=True)),
                ("product_id", models.BigIntegerField(null=True)),
                ("category", models.CharField(max_length=120)),
                ("quantity", models.DecimalField(decimal_places=4, max_digits=16)),
                ("unit_price", models.DecimalField(decimal_places=6, max_digits=18)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "identities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="facts.batch",
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="facts.feed",
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
        # What a crash loses of these two is read again from the file.
        migrations.RunSQL("ALTER TABLE facts_stagedline SET UNLOGGED", migrations.RunSQL.noop),
        migrations.RunSQL("ALTER TABLE facts_stagedevent SET UNLOGGED", migrations.RunSQL.noop),
        TenantPolicy("facts_claim"),
    ]
