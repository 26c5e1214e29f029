import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from edge.merchants.operations import TenantPolicy


class Migration(migrations.Migration):
    dependencies = [
        ("facts", "0004_let_loads_refresh_statistics"),
        ("merchants", "0003_add_stored_replies"),
    ]

    operations = [
        migrations.CreateModel(
            name="Overlap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("business_date", models.DateField()),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("likeness", models.CharField(help_text="same, holds or apart", max_length=8)),
                ("found", models.IntegerField(default=0)),
                ("sales", models.IntegerField(default=0)),
                ("one_minor", models.BigIntegerField(default=0)),
                ("other_minor", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Restatement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("compared_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveField(
            model_name="product",
            name="is_product",
        ),
        migrations.AddField(
            model_name="batch",
            name="findings",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="batch",
            name="kind",
            field=models.CharField(
                choices=[("load", "Load"), ("choice", "Choice between sources")],
                db_default="load",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="takes_out",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="claim",
            name="first_day",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="claim",
            name="is_lent",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="claim",
            name="last_day",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="product",
            name="is_marked",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="product",
            name="kind",
            field=models.CharField(
                choices=[
                    ("product", "Product"),
                    ("shipping", "Postage"),
                    ("fee", "Fee"),
                    ("adjustment", "Adjustment"),
                    ("deposit", "Deposit"),
                    ("voucher", "Voucher"),
                    ("tip", "Tip"),
                    ("discount", "Discount"),
                ],
                db_default="product",
                default="product",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="moneyevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sale", "Sale"),
                    ("refund", "Refund"),
                    ("tip", "Tip"),
                    ("tax", "Tax"),
                    ("fee", "Fee"),
                    ("discount", "Discount"),
                    ("deposit", "Deposit"),
                    ("shipping", "Shipping"),
                    ("rounding", "Cash rounding"),
                    ("voucher_sold", "Voucher sold"),
                    ("voucher_redeemed", "Voucher redeemed"),
                    ("payout", "Payout"),
                    ("payout_deduction", "Payout deduction"),
                    ("declined", "Declined attempt"),
                    ("dispute", "Dispute"),
                    ("cash_in", "Cash in"),
                    ("cash_out", "Cash out"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(
                condition=models.Q(("takes_out", True)),
                fields=["merchant", "feed"],
                name="batch_takes_out",
            ),
        ),
        migrations.AddField(
            model_name="overlap",
            name="chosen_in",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="facts.batch",
            ),
        ),
        migrations.AddField(
            model_name="overlap",
            name="location",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="facts.location",
            ),
        ),
        migrations.AddField(
            model_name="overlap",
            name="merchant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="merchants.merchant",
            ),
        ),
        migrations.AddField(
            model_name="overlap",
            name="one",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="facts.feed"
            ),
        ),
        migrations.AddField(
            model_name="overlap",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="facts.feed"
            ),
        ),
        migrations.AddField(
            model_name="overlap",
            name="rests",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="facts.feed",
            ),
        ),
        migrations.AddField(
            model_name="restatement",
            name="merchant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="merchants.merchant",
            ),
        ),
        migrations.AddConstraint(
            model_name="overlap",
            constraint=models.UniqueConstraint(
                fields=("merchant", "business_date", "location", "one", "other"),
                name="one_overlap_per_day",
                nulls_distinct=False,
            ),
        ),
        migrations.AddIndex(
            model_name="restatement",
            index=models.Index(
                condition=models.Q(("compared_at", None)),
                fields=["merchant"],
                name="restatement_waits",
            ),
        ),
        TenantPolicy("facts_overlap"),
        TenantPolicy("facts_restatement", system="read"),
    ]
