from django.db import migrations, models
from django.db.models import F, Max
from django.utils import timezone

PART = 1_000  # as in articles/models/change.py


def write_down_what_changed_last(apps, schema_editor):
    """Give each part of the sitemap its last change, and the moments to come; none of it is news to anybody."""
    Article = apps.get_model("articles", "Article")
    StoryChange = apps.get_model("articles", "StoryChange")
    now = timezone.now()
    told = {"websub": True, "indexnow": True}
    was_public = Article.objects.filter(first_published_at__lte=now)
    parts = was_public.annotate(part=F("id") / PART).order_by().values("part").annotate(story=Max("id"))
    changed = parts.annotate(saved=Max("updated_at"), entered=Max("first_published_at"))
    StoryChange.objects.bulk_create(
        StoryChange(
            part=row["part"], story=row["story"], slug="of-the-part", at=min(now, max(row["saved"], row["entered"])), **told
        )
        for row in changed
    )
    for field in ("publish_at", "unpublish_at"):
        ahead = Article.objects.filter(state="published", **{f"{field}__gt": now})
        StoryChange.objects.bulk_create(
            StoryChange(part=pk // PART, story=pk, slug=slug, at=at) for pk, slug, at in ahead.values_list("pk", "slug", field)
        )


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_words_and_parts")]

    operations = [
        migrations.AddField(
            "article",
            "card",
            models.CharField(
                blank=True, editable=False, help_text="File of the picture for links.", max_length=200
            ),
        ),
        migrations.CreateModel(
            name="StoryChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.PositiveIntegerField(help_text="Of the sitemap.")),
                ("story", models.BigIntegerField(db_index=True)),
                ("slug", models.SlugField(db_index=False, max_length=120)),
                ("at", models.DateTimeField()),
                ("websub", models.BooleanField(default=False, verbose_name="told to the hub")),
                ("indexnow", models.BooleanField(default=False, verbose_name="told to search engines")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["part", "at"], name="change_of_part"),
                    models.Index(fields=["at"], name="change_at"),
                ],
            },
        ),
        migrations.RunPython(write_down_what_changed_last, migrations.RunPython.noop),
    ]
