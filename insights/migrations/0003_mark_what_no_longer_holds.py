from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0002_find_insights"),
        ("merchants", "0003_add_stored_replies"),
    ]

    operations = [
        migrations.AddField(
            model_name="telling",
            name="first_day",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="telling",
            name="last_day",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="telling",
            name="restated_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="telling",
            name="restated_by",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="telling",
            name="restated_value",
            field=models.CharField(max_length=40, null=True),
        ),
        migrations.AddIndex(
            model_name="telling",
            index=models.Index(
                condition=models.Q(("restated_at__isnull", False)),
                fields=["merchant", "-restated_at"],
                name="telling_restated",
            ),
        ),
    ]
