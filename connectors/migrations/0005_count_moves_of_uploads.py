from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0004_read_again_what_says_no_sum"),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="revision",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
