"""Wrong passwords and codes, as they are counted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("nuztrend", "0005_newsroom")]

    operations = [
        migrations.CreateModel(
            name="SignInDelay",
            fields=[
                ("key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("until", models.DateTimeField()),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
