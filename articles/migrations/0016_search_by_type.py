from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Concat, Length, Trim

TYPES = ["own", "agency", "release", "republished", "opinion"]


def mark_types(apps, schema_editor):
    """Let search know of what type the stories are that said so before it asked, once however often it runs."""
    entries = apps.get_model("articles", "SearchEntry").objects.using(schema_editor.connection.alias)
    padded = Concat(Value(" "), F("marks"), Value(" "))
    short = entries.annotate(length=Length("marks"), padded=padded).filter(length__lt=1980)  # 2,000 characters fit
    for each in TYPES:
        of_type = short.filter(article__source_type=each).exclude(padded__contains=f" s{each} ")
        entries.filter(pk__in=of_type.values("pk")).update(marks=Trim(Concat(F("marks"), Value(f" s{each}"))))


class Migration(migrations.Migration):
    dependencies = [("articles", "0015_tag_merge")]

    operations = [
        migrations.AlterField(
            model_name="searchentry",
            name="marks",
            field=models.CharField(
                blank=True,
                help_text="`t12`: carries this tag; `b3`: has this byline; `sown`: its type.",
                max_length=2000,
            ),
        ),
        migrations.RunPython(mark_types, migrations.RunPython.noop, elidable=True),
    ]
