from django.db import migrations


class Migration(migrations.Migration):
    """Nothing looks for reports by their age alone but what forgets networks, which has an index of its own."""

    dependencies = [("comments", "0013_words_age")]

    operations = [migrations.RemoveIndex(model_name="report", name="report_created")]
