"""What the background worker does for stories. Each task may run twice without harm."""

import logging

from django.core.files.storage import default_storage
from django.db import transaction

from articles import markdown, related
from articles.models import Article, Photo, Related
from articles.models.photo import store_renditions
from nuztrend.lib.tasks import task
from nuztrend.pagecache import touch

logger = logging.getLogger("articles.tasks")


@task()
def make_avif(photo_id: int) -> str:
    """Make the AVIF widths of a photo: four times the work of WebP, so nobody waits for it."""
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None:
        return "the photo was deleted"
    with default_storage.open(photo.name) as file:
        sizes = store_renditions(photo.name, file.read(), "avif")
    with transaction.atomic():
        current = Photo.objects.select_for_update().get(pk=photo_id)
        if current.name != photo.name:
            return "the file was replaced meanwhile"
        current.renditions |= {"avif": sizes}
        current.save(update_fields=["renditions"])
        current.touch_pages()
    return f"{len(sizes)} widths"


@task()
def rerender_stories_with(photo_key: str) -> int:
    """Render the stories whose text shows a photo again; give how many changed."""
    changed = 0
    for story in Article.objects.filter(body__contains=f"photo:{photo_key}").iterator(chunk_size=50):
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
        return bool(unchanged_since.update(body_html=story.body_html, renderer_version=markdown.RENDERER_VERSION))


@task()
def relate_neighbours(story_id: int) -> int:
    """Let the stories that are close to a new one learn of it; give how many changed what they show."""
    story = Article.objects.filter(pk=story_id).first()
    if story is None:
        return 0
    known = list(Related.objects.filter(other=story).values_list("article_id", flat=True)[: related.NEIGHBOURS])
    near = Article.objects.only("pk").filter(pk__in={*related.closest_to(story, related.NEIGHBOURS), *known})
    return sum(related.relate(each) for each in near)
