from django.db import migrations, models


class Migration(migrations.Migration):
    """The newsroom's start page counts the comments of each day; without this index it would read all of them."""

    dependencies = [("comments", "0002_captcha_expiration_index")]

    operations = [
        migrations.AddIndex(
            "comment",
            models.Index(condition=models.Q(state="visible"), fields=["created_at"], name="comment_visible_since"),
        )
    ]
