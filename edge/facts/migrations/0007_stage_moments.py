from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("facts", "0006_tie_lines_to_their_sale")]

    operations = [
        *(
            migrations.AddField(
                model_name=model,
                name="moment",
                field=models.CharField(db_default="", max_length=32),
            )
            for model in ("stagedline", "stagedevent")
        ),
        # Within the transaction of a load: a smaller sample is enough until autovacuum takes its own.
        migrations.RunSQL(
            "ALTER FUNCTION facts_refresh_statistics(bigint) SET default_statistics_target = 40",
            "ALTER FUNCTION facts_refresh_statistics(bigint) RESET default_statistics_target",
        ),
    ]
