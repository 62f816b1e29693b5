import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_search")]

    operations = [
        migrations.AddField(
            model_name="trendinglist",
            name="half_life",
            field=models.PositiveIntegerField(default=43200, help_text="Seconds; all ranks are written with it."),
        ),
        migrations.CreateModel(
            name="SiteHour",
            fields=[
                ("hour", models.DateTimeField(primary_key=True, serialize=False)),
                ("readers", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ReaderHour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.DateTimeField(db_index=True)),
                ("readers", models.PositiveIntegerField()),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("article", "hour"), name="readers_once_per_hour")],
            },
        ),
        migrations.CreateModel(
            name="TrendingChoice",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="trending_choice",
                        serialize=False,
                        to="articles.article",
                        verbose_name="story",
                    ),
                ),
                ("kind", models.CharField(choices=[("pin", "pinned to the top"), ("exclude", "kept out")], max_length=7)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("since", models.DateTimeField()),
            ],
            options={
                "verbose_name": "choice for Latest Trending",
                "verbose_name_plural": "choices for Latest Trending",
                "ordering": ["since", "article_id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["pin", "exclude"])), name="trending_choice_known"
                    )
                ],
            },
        ),
    ]
