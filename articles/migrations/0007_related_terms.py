import datetime

import django.db.models.deletion
from django.db import migrations, models


def call_them_found(apps, schema_editor):
    """Say of what stands there that a program found it: a row without closeness is an editor's pick."""
    apps.get_model("articles", "Related").objects.update(closeness=0.1)


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_readers")]

    operations = [
        migrations.AddField(
            model_name="related",
            name="closeness",
            field=models.FloatField(
                help_text="From 0 (only of the same section) to 1; empty where an editor chose it.", null=True
            ),
        ),
        migrations.RunPython(call_them_found, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Pick",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="picked",
                        to="articles.article",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="picked_for", to="articles.article"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("article", "other"), name="picked_once"),
                    models.CheckConstraint(
                        condition=models.Q(("article", models.F("other")), _negated=True), name="picked_another_story"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocked",
                        to="articles.article",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="blocked_for", to="articles.article"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("article", "other"), name="blocked_once"),
                    models.CheckConstraint(
                        condition=models.Q(("article", models.F("other")), _negated=True), name="blocked_another_story"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="article",
            name="picks",
            field=models.ManyToManyField(related_name="picked_by", through="articles.Pick", to="articles.article"),
        ),
        migrations.AddField(
            model_name="article",
            name="blocks",
            field=models.ManyToManyField(related_name="blocked_by", through="articles.Block", to="articles.article"),
        ),
        migrations.CreateModel(
            name="Lexicon",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stories", models.PositiveIntegerField(default=0)),
                ("counted", models.PositiveIntegerField(default=0)),
                (
                    "step",
                    models.CharField(blank=True, help_text="Of a rebuild that has not come to its end.", max_length=10),
                ),
                ("after", models.BigIntegerField(default=0, help_text="The last story that this step has done.")),
                ("refreshed_on", models.DateField(default=datetime.date(1, 1, 1))),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_lexicon")],
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=40, unique=True)),
                ("stories", models.PositiveIntegerField(default=0)),
                ("counted", models.PositiveIntegerField(default=0, help_text="What a rebuild has counted so far.")),
            ],
        ),
        migrations.CreateModel(
            name="StoryTerm",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "article_id", "term_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "day",
                    models.IntegerField(
                        help_text="Of publication in UTC, as date.toordinal(): a date takes three times the room."
                    ),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        help_text="In ten-thousandths; the squares of a story's add up to one."
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="terms",
                        to="articles.article",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.term",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["term", "-day", "-article", "weight"], name="term_newest")],
            },
        ),
    ]
