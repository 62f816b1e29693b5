from collections import Counter

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def count_months(apps, schema_editor):
    """Count the stories of each month once; from then on verbs keep the numbers."""
    now, zone = timezone.now(), timezone.get_default_timezone()
    lasts = models.Q(unpublish_at=None) | models.Q(unpublish_at__gt=now)
    stories = apps.get_model("articles", "Article").objects.order_by().filter(lasts, state="published")
    times = stories.filter(publish_at__lte=now).values_list("publish_at", flat=True)
    months = Counter(f"{moment.astimezone(zone):%Y-%m}" for moment in times.iterator(chunk_size=10_000))
    if months:
        counts = apps.get_model("articles", "ArchiveCount").objects
        counts.create(pk=1, at=now, zone=settings.TIME_ZONE, months=months)


def one(kind):
    return models.Q(
        *(((f"{each}__isnull", False) if each == kind else (each, None)) for each in ("article", "byline", "tag"))
    )


def leads_to(kind):
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="old_paths", to=f"articles.{kind}"
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_related_terms")]

    operations = [
        migrations.AlterField(
            model_name="article",
            name="slug",
            field=models.SlugField(
                help_text="The last part of the address. Old ones lead here.", max_length=120, unique=True
            ),
        ),
        migrations.CreateModel(
            name="OldPath",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=300, unique=True)),
                ("article", leads_to("article")),
                ("tag", leads_to("tag")),
                ("byline", leads_to("byline")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=one("article") | one("tag") | one("byline"), name="old_path_leads_to_one"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ArchiveCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("zone", models.CharField(help_text="The time zone in which months begin.", max_length=60)),
                ("months", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_archive_count")],
            },
        ),
        migrations.RunPython(count_months, migrations.RunPython.noop),
    ]
