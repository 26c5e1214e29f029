from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("merchants", "0001_add_merchants")]

    operations = [
        migrations.AddField(
            model_name="merchant",
            name="dated_by",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
    ]
