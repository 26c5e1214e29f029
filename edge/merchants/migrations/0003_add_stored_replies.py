import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from edge.merchants.operations import TenantPolicy


class Migration(migrations.Migration):
    dependencies = [("merchants", "0002_add_dated_by")]

    operations = [
        migrations.CreateModel(
            name="StoredReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("operation", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=255)),
                ("body_hash", models.CharField(max_length=64)),
                ("owner", models.CharField(max_length=32)),
                ("status", models.SmallIntegerField(null=True)),
                ("body", models.BinaryField(null=True)),
                ("lease_until", models.DateTimeField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                "verbose_name_plural": "stored replies",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("merchant", "operation", "key"), name="one_reply_per_key"
                    )
                ],
                "indexes": [
                    models.Index(fields=["merchant", "created_at"], name="storedreply_by_age")
                ],
            },
        ),
        TenantPolicy("merchants_storedreply"),
    ]
