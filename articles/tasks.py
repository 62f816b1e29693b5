"""What the background worker does for stories. Each task may run twice without harm."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from articles import markdown, related, search
from articles.images import rendition_name, store
from articles.images.card import SIZE, Card, draw
from articles.models import Article, Photo, PhotoUse, Tagging, pending
from articles.models.photo import store_renditions
from nuztrend.lib.tasks import task
from nuztrend.pagecache import touch

logger = logging.getLogger("articles.tasks")
REFRESHED, INDEXED = 20, 200  # stories at a time


@task()
def make_avif(photo_id: int) -> str:
    """Make the AVIF widths of a photo: four times the work of WebP, so nobody waits for it."""
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None:
        return "the photo was deleted"
    with default_storage.open(photo.name) as file:
        sizes = store_renditions(photo.name, file.read(), "avif")
    with transaction.atomic():
        current = Photo.objects.select_for_update().filter(pk=photo_id).first()
        if current is None or current.name != photo.name:
            return "the file was replaced meanwhile, or the photo deleted"
        current.renditions |= {"avif": sizes}
        current.save(update_fields=["renditions"])
        current.touch_pages()
    return f"{len(sizes)} widths"


@task()
def rerender_stories_with(photo_key: str) -> int:
    """Render the stories whose text shows a photo again; give how many changed."""
    changed = 0
    uses = PhotoUse.objects.filter(photo__key=photo_key, place=PhotoUse.Place.TEXT)
    for story in Article.objects.filter(pk__in=uses.values("article")).iterator(chunk_size=50):
        try:
            changed += rerender(story)
        except markdown.CannotRender as error:  # one story that cannot be rendered must not keep the others old
            logger.warning("story %d keeps its old HTML: %s", story.pk, error)
    return changed


def rerender(story: Article) -> bool:
    """Render one story again and store the HTML unless somebody saved the story meanwhile; give whether it changed.

    Raises:
        articles.markdown.CannotRender: the text cannot be rendered; the stored HTML stays.
    """
    before = (story.body_html, story.renderer_version)
    story.render()
    if (story.body_html, story.renderer_version) == before:
        return False
    unchanged_since = Article.objects.filter(pk=story.pk, version=story.version)
    with transaction.atomic():
        touch(story.page_tag)
        rendered = {name: getattr(story, name) for name in ("body_html", "renderer_version", "words", "parts")}
        if changed := bool(unchanged_since.update(**rendered)):
            search.index(story.pk)
    return changed


@task()
def publish_due_changes() -> int:
    """Make public the pending changes of live stories whose time has come; give how many."""
    return pending.publish_due_changes()


@task()
def relate(story_id: int) -> bool:
    """Work out what goes on where a story ends, and let its neighbours learn of it; give whether a page changed."""
    story = Article.objects.filter(pk=story_id).first()
    return story is not None and related.relate(story)


@task()
def index_stories_of(tag_id: int, after: int) -> int:
    """Let search know that stories carry a tag, a few at a time; give how many. `after` is the last that is done."""
    taggings = Tagging.objects.filter(tag=tag_id, article__gt=after).order_by("article_id")
    stories = list(taggings.values_list("article_id", flat=True)[:INDEXED])
    search.index(*stories)
    if len(stories) == INDEXED:
        index_stories_of.enqueue(tag_id, stories[-1])
    return len(stories)


@task()
def refresh_related(after: int) -> int:
    """Work out once more what goes on where the stories of the last seven days end; give how many were looked at.

    A few at a time, so that what editors wait for need not wait for all of them. `after` is the last that is done.
    """
    week = Article.objects.came_out_since(timezone.now() - timedelta(days=7)).order_by("pk")
    stories = list(week.filter(pk__gt=after)[:REFRESHED])
    for story in stories:
        related.relate(story)
    if len(stories) == REFRESHED:
        refresh_related.enqueue(stories[-1].pk)
    return len(stories)


@task()
def draw_card(story_id: int) -> str:
    """Draw the picture that goes with links to a story, unless the one it has shows the same."""
    story = Article.objects.select_related("lead_photo").filter(pk=story_id).first()
    if story is None:
        return "the story was deleted"
    section = next((tag.name for tag in story.subjects if tag.menu is not None), "")
    photo = story.lead_photo
    shown = (photo.name, (photo.focal_x, photo.focal_y)) if photo else ()
    card = Card(story.title, section, settings.SITE_NAME, *shown)
    if story.card == card.name:
        return "it is the same"
    data = draw(card, _read(photo) if photo else None)
    store(default_storage, card.name, data)
    with transaction.atomic():
        touch(story.page_tag)
        drawn = Article.objects.filter(pk=story.pk, version=story.version).update(card=card.name)
    return card.name if drawn else "the story was saved meanwhile"


@task()
def draw_cards_with(photo_id: int, after: int) -> int:
    """Draw the cards anew that show a photo, a few at a time; give how many. `after` is the last story that is done."""
    uses = PhotoUse.objects.filter(photo=photo_id, place=PhotoUse.Place.LEAD, article__gt=after)
    drawn = uses.exclude(article__card="").order_by("article_id")  # others get theirs when readers may see them
    stories = list(drawn.values_list("article_id", flat=True)[:REFRESHED])
    for story in stories:
        draw_card.call(story)
    if len(stories) == REFRESHED:
        draw_cards_with.enqueue(photo_id, stories[-1])
    return len(stories)


def _read(photo: Photo) -> bytes:
    """The bytes of the smallest width that fills a card, else of the master."""
    widths = [width for width, height in photo.renditions.get("jpeg", ()) if height >= SIZE[1]]
    name = rendition_name(photo.name, widths[0], "jpeg") if widths else photo.name
    with default_storage.open(name) as file:
        return bytes(file.read())
