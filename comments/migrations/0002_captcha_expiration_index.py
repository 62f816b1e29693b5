from django.db import migrations


class Migration(migrations.Migration):
    """django-simple-captcha has no index on `expiration`: without one, pruning reads the whole table each time."""

    dependencies = [("comments", "0001_initial"), ("captcha", "0002_alter_captchastore_id")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX comments_captcha_expiration ON captcha_captchastore (expiration)",
            "DROP INDEX comments_captcha_expiration",
        )
    ]
