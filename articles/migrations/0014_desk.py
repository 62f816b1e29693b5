"""What members of the newsroom tell each other, and links for outsiders."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import articles.models.previewlink


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("articles", "0013_writing"),
    ]

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("text", models.TextField(max_length=2000)),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["article", "-id"], name="note_on_article")],
                "constraints": [models.CheckConstraint(condition=~Q(text=""), name="note_says_something")],
            },
        ),
        migrations.CreateModel(
            name="PreviewLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        default=articles.models.previewlink.new_key, editable=False, max_length=22, unique=True
                    ),
                ),
                ("note", models.CharField(max_length=200, verbose_name="for whom")),
                ("days", models.PositiveSmallIntegerField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preview_links",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["article", "-id"], name="previewlink_to_article")],
                "constraints": [
                    models.CheckConstraint(condition=Q(days__gte=1, days__lte=30), name="previewlink_days"),
                    models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="previewlink_lives"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PreviewOpening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "link",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="openings",
                        to="articles.previewlink",
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
                "indexes": [models.Index(fields=["link", "-at"], name="previewopening_of_link")],
            },
        ),
        migrations.AddIndex(
            "article",
            models.Index(fields=["state", "due_at"], name="article_of_state_due", condition=Q(due_at__isnull=False)),
        ),
        migrations.AddIndex("pendingrevision", models.Index(fields=["-saved_at"], name="pending_newest")),
    ]
