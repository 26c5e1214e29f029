from django.db import migrations, models

COUNTS = (
    "sale_rows",
    "refund_rows",
    "unit_rows",
    "tip_rows",
    "fee_rows",
    "payout_rows",
    "tax_rows",
    "declined_rows",
)


class Migration(migrations.Migration):
    dependencies = [("facts", "0001_record_what_happened")]

    operations = [
        operation
        for model in ("hourrollup", "dayrollup")
        for operation in (
            migrations.RemoveField(model_name=model, name="events"),
            migrations.AddField(
                model_name=model,
                name="tax_minor",
                field=models.BigIntegerField(db_default=0),
                preserve_default=True,
            ),
            *(
                migrations.AddField(
                    model_name=model, name=name, field=models.IntegerField(db_default=0)
                )
                for name in COUNTS
            ),
        )
    ]
