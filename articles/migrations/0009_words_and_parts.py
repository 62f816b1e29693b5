from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_old_paths")]

    operations = [
        migrations.AddField(
            "article",
            "words",
            models.PositiveIntegerField(default=0, editable=False, help_text="Of the body; 0 when nobody counted."),
        ),
        migrations.AddField(
            "article",
            "parts",
            models.JSONField(default=list, editable=False, help_text="[id, words] of each heading of the body."),
        ),
    ]
