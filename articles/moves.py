"""Where an address leads that a story, a tag or a byline had once."""

import re

from articles.models import Article, Byline, OldPath, Tag
from articles.models.oldpath import LONGEST_PATH

_below = re.compile(r"(?P<before>/feeds)?(?P<row>/(?:articles|tags|bylines)/[^/.]+)(?P<after>[/.].*)", re.DOTALL)
"""An address of a row, or below it: its comments, its feed."""


def moved_to(path: str) -> str | None:
    """Give the address that stands for `path` today, if readers may know it; what follows the row's address stays."""
    if "\x00" in path:  # PostgreSQL takes none
        return None
    found = _below.fullmatch(path)
    paths = {path, f"{found['row']}/"} if found else {path}
    rows = OldPath.objects.filter(path__in=[each for each in paths if len(each) <= LONGEST_PATH])
    old = rows.select_related("tag", "byline").order_by("-path").first()
    if old is None or not is_known(old):
        return None
    row = old.tag or old.byline or Article.objects.only("slug").get(old_paths=old)
    new = row.get_absolute_url()
    if found and old.path != path:
        new = f"{found['before'] or ''}{new.rstrip('/')}{found['after']}"
    return None if new == path else new


def is_known(old: OldPath) -> bool:
    """Say whether readers may know of what an old address leads to; of a story that was taken back they do."""
    if old.tag_id:
        return Tag.objects.public().filter(pk=old.tag_id).exists()
    if old.byline_id:
        return Byline.objects.public().filter(pk=old.byline_id).exists()
    stories = Article.objects.filter(old_paths=old)
    return stories.published().exists() or stories.gone().exists()
