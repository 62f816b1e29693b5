from django.core.validators import MaxValueValidator
from django.db import migrations, models
from django.db.models import Q

from articles.markdown import photo_keys
from articles.search.words import fold

AT_ONCE = 500  # rows of a step


def note_where_photos_are_shown(apps, schema_editor):
    """Read every text once; from then on verbs keep the rows. A second run adds what is missing."""
    Article, Photo, PhotoUse = (apps.get_model("articles", name) for name in ("Article", "Photo", "PhotoUse"))
    ids = dict(Photo.objects.values_list("key", "pk"))
    showing = Article.objects.filter(Q(lead_photo__isnull=False) | Q(body__contains="photo:")).order_by("pk")
    found = []
    for pk, lead, body in showing.values_list("pk", "lead_photo_id", "body").iterator(chunk_size=AT_ONCE):
        if lead:
            found.append(PhotoUse(article_id=pk, photo_id=lead, place="lead"))
        named = {ids[key] for key in photo_keys(body) if key in ids}
        found += [PhotoUse(article_id=pk, photo_id=photo, place="text") for photo in named]
        if len(found) >= AT_ONCE:
            PhotoUse.objects.bulk_create(found, batch_size=AT_ONCE, ignore_conflicts=True)
            found = []
    there = set(ids.values())
    for pk, content in apps.get_model("articles", "PendingRevision").objects.values_list("pk", "content"):
        named = {ids[key] for key in photo_keys(content.get("body", "")) if key in ids}
        leads = {photo for photo, _ in content.get("lead_photo", []) if photo in there}
        found += [PhotoUse(article_id=pk, photo_id=photo, place="pending") for photo in named | leads]
    PhotoUse.objects.bulk_create(found, batch_size=AT_ONCE, ignore_conflicts=True)


def note_what_is_said(apps, schema_editor):
    """Let the library's search know the photos."""
    Photo, PhotoWords = (apps.get_model("articles", name) for name in ("Photo", "PhotoWords"))
    said = ("caption", "alt", "credit", "licence", "key", "file")
    found = []
    for pk, *words in Photo.objects.order_by("pk").values_list("pk", *said).iterator(chunk_size=AT_ONCE):
        found.append(PhotoWords(photo_id=pk, words=fold(" ".join(filter(None, words)))))
        if len(found) == AT_ONCE:
            PhotoWords.objects.bulk_create(found, ignore_conflicts=True)
            found = []
    PhotoWords.objects.bulk_create(found, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_newsroom")]

    operations = [
        migrations.AddField(
            "photo",
            "focal_x",
            models.PositiveSmallIntegerField(
                default=50,
                help_text="Per cent.",
                validators=[MaxValueValidator(100)],
                verbose_name="focal point, from the left",
            ),
        ),
        migrations.AddField(
            "photo",
            "focal_y",
            models.PositiveSmallIntegerField(
                default=50,
                help_text="Per cent. Where the picture is cut to fit, this point stays.",
                validators=[MaxValueValidator(100)],
                verbose_name="focal point, from the top",
            ),
        ),
        migrations.AddConstraint(
            "photo",
            models.CheckConstraint(
                condition=Q(focal_x__range=(0, 100), focal_y__range=(0, 100)), name="photo_focal_point_inside"
            ),
        ),
        migrations.AddIndex("photo", models.Index(fields=["credit", "-id"], name="photo_by_credit")),
        migrations.AddIndex("photo", models.Index(fields=["licence", "-id"], name="photo_by_licence")),
        migrations.AddIndex("photo", models.Index(fields=["source_type", "-id"], name="photo_by_source")),
        migrations.AddIndex(
            "photo", models.Index(fields=["-id"], name="photo_decorative", condition=Q(decorative=True))
        ),
        migrations.AddIndex(
            "photo", models.Index(fields=["-id"], name="photo_illustrative", condition=Q(illustrative=True))
        ),
        migrations.CreateModel(
            name="PhotoWords",
            fields=[
                (
                    "photo",
                    models.OneToOneField(
                        on_delete=models.CASCADE,
                        primary_key=True,
                        related_name="searched",
                        serialize=False,
                        to="articles.photo",
                    ),
                ),
                ("words", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="PhotoUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "place",
                    models.CharField(
                        choices=[("lead", "lead photo"), ("pending", "pending changes"), ("text", "text")],
                        max_length=10,
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="photo_uses", to="articles.article"),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        db_index=False, on_delete=models.PROTECT, related_name="uses", to="articles.photo"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("photo", "article", "place"), name="photo_once_in_a_place"),
                    models.CheckConstraint(
                        condition=Q(place__in=["lead", "pending", "text"]), name="photo_place_known"
                    ),
                ],
            },
        ),
        migrations.RunPython(note_where_photos_are_shown, migrations.RunPython.noop),
        migrations.RunPython(note_what_is_said, migrations.RunPython.noop),
    ]
