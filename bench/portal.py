"""What the benchmarks do inside Nuztrend: `python -m bench.portal rest`, `pictures`, `freshen`, `grow 1000`, `dump`, …

Run it as a module from the root of the checkout: started by its path, `bench/captcha.py` would stand in front of the
package `captcha`.
"""

import json
import random
import secrets
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

django.setup()

from captcha.models import CaptchaStore  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402  (models need the setup)

from articles.attention import HALF_LIFE  # noqa: E402
from articles.models import Article, ArticleStat, Credit, Photo, Tagging  # noqa: E402
from articles.tasks import make_avif  # noqa: E402
from comments.models import Comment  # noqa: E402
from comments.writing.opening import opened_token  # noqa: E402
from nuztrend.pagecache import EVERYTHING, touch  # noqa: E402

SEED = 2026
SPAN = timedelta(days=200)  # over which grown stories are spread
COMMENTS = 5  # at least, under each story
TALK = 72.0  # hours after publication in which comments come


def rest() -> None:
    """Forget what the background worker has to do: the AVIF widths of the pictures, and related stories."""
    DBTaskResult.objects.all().delete()


def pictures() -> None:
    """Make the AVIF widths that are missing, as the background worker has some minutes after the start."""
    for photo in Photo.objects.all():
        if "avif" not in photo.renditions:
            make_avif.call(photo.pk)


@transaction.atomic
def freshen() -> None:
    """Move all dates so that the newest public story or comment is of now.

    The demo's news is of 2025: without this, the blog's list of what was discussed this week would be empty, and its
    page cheaper than the portal's.
    """
    latest = Article.objects.published().aggregate(Max("publish_at"))["publish_at__max"]
    spoken = Comment.objects.visible().aggregate(Max("created_at"))["created_at__max"]
    shift = timezone.now() - max(latest, spoken)
    Article.objects.update(
        publish_at=F("publish_at") + shift,
        unpublish_at=F("unpublish_at") + shift,
        first_published_at=F("first_published_at") + shift,
    )
    for rows in (Tagging, Credit, ArticleStat):
        rows.objects.update(publish_at=F("publish_at") + shift, unpublish_at=F("unpublish_at") + shift)
    Comment.objects.update(created_at=F("created_at") + shift)
    ArticleStat.objects.update(hot=F("hot") + shift.total_seconds() / HALF_LIFE)
    touch(EVERYTHING)


@transaction.atomic
def grow(total: str) -> None:
    """Add stories until `total` are public, each of parts of five others, and comments until each has COMMENTS."""
    dice = random.Random(SEED)
    parts = list(Article.objects.published().select_related("lead_photo").prefetch_related("tags", "bylines"))
    missing = int(total) - len(parts)
    now = timezone.now()
    for number in range(missing):
        head, dek, body, subject, picture = dice.choices(parts, k=5)
        story = Article(
            title=head.title,
            slug=f"{head.slug[:100]}-{number}",
            dek=dek.dek,
            body=body.body,
            keywords=subject.keywords,
            lead_photo=picture.lead_photo,
        )
        story.save_version(by=None, tags=subject.tags.all(), bylines=subject.bylines.all())
        story.publish(by=None, at=now - SPAN * ((number + dice.random()) / missing))
    voices = list(Comment.objects.visible().values_list("name", "text"))
    for story in Article.objects.published().order_by("publish_at"):
        assert story.publish_at is not None
        hours = sorted(dice.uniform(0, TALK) for _ in range(COMMENTS - Comment.objects.on(story).visible().count()))
        for hour in hours:
            name, text = dice.choice(voices)
            at = min(story.publish_at + timedelta(hours=hour), now)
            Comment.objects.hold(story, name, text, at=at)[0].approve(by=None)


def dump() -> None:
    """Print the public stories, with all that their page shows, as JSON."""
    stories = Article.objects.published().select_related("lead_photo").prefetch_related("tags", "credits__byline")
    json.dump([_told(story) for story in stories], sys.stdout)


def forms(count: str) -> None:
    """Have so many comment forms ready, their digits read by a reader; print addresses and fields as JSON."""
    stories, ready = list(Article.objects.published().only("slug")), []
    at = timezone.now() + timedelta(minutes=30)
    for number in range(int(count)):
        story = stories[number % len(stories)]
        key, digits = secrets.token_hex(20), f"{secrets.randbelow(10**6):06d}"
        row = CaptchaStore(hashkey=key, challenge=digits, response=digits, expiration=at)
        fields = {"opened": opened_token(story), "captcha_key": key, "captcha": digits}
        ready.append((row, [story.get_absolute_url() + "comments/", fields]))
    CaptchaStore.objects.bulk_create((row for row, _ in ready), batch_size=1_000)
    json.dump([form for _, form in ready], sys.stdout)


def said() -> None:
    """Print the texts of all comments as JSON."""
    json.dump(list(Comment.objects.values_list("text", flat=True)), sys.stdout)


def queue() -> None:
    """Print how many advertisements of a flood are shown, held and put aside, and how many groups those held make."""
    sales = Comment.objects.filter(name__startswith="Sale ")
    held = sales.waiting()
    found = {"shown": sales.visible().count(), "held": held.count(), "spam": sales.in_state("spam").count()}
    json.dump({**found, "groups": held.order_by().values("likeness").distinct().count()}, sys.stdout)


def _told(story: Article) -> dict[str, Any]:
    photo = story.lead_photo
    comments = Comment.objects.on(story).visible().order_by("pk")
    assert story.publish_at is not None
    return {
        "ref": story.import_ref,
        "title": story.title,
        "slug": story.slug,
        "dek": story.dek,
        "body": story.body_html,
        "photo": photo.name if photo else "",
        "photo_alt": photo.alt if photo else "",
        "photo_caption": f"{photo.caption} {photo.credit}".strip() if photo else "",
        "keywords": story.keywords,
        "published_at": story.publish_at.isoformat(),
        "tags": [(tag.name, tag.slug) for tag in story.tags.all()],
        "bylines": [(credit.byline.name, credit.byline.slug) for credit in story.credits.all()],
        "comments": [(comment.name, comment.text, comment.created_at.isoformat()) for comment in comments],
    }


VERBS: dict[str, Callable[..., None]] = {
    "rest": rest,
    "pictures": pictures,
    "freshen": freshen,
    "grow": grow,
    "dump": dump,
    "forms": forms,
    "said": said,
    "queue": queue,
}

if __name__ == "__main__":
    VERBS[sys.argv[1]](*sys.argv[2:])
