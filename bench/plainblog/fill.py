"""Fill the plain blog with what `bench.portal dump` wrote: `python -m bench.plainblog.fill stories.json`."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import transaction

django.setup()

from bench.plainblog.models import Article, Author, Comment, Tag  # noqa: E402  (models need the setup)


@transaction.atomic
def fill(stories: list[dict[str, Any]]) -> None:
    """Add the stories with their tags, authors and comments."""
    for story in stories:
        article = Article.objects.create(
            **{name: story[name] for name in ("title", "slug", "dek", "body", "keywords")},
            **{name: story[name] for name in ("photo", "photo_alt", "photo_caption")},
            status="published",
            published_at=datetime.fromisoformat(story["published_at"]),
        )
        article.tags.set(Tag.objects.get_or_create(name=name, slug=slug)[0] for name, slug in story["tags"])
        article.authors.set(Author.objects.get_or_create(name=name, slug=slug)[0] for name, slug in story["bylines"])
        Comment.objects.bulk_create(
            Comment(article=article, name=name, text=text, created_at=datetime.fromisoformat(at))
            for name, text, at in story["comments"]
        )


if __name__ == "__main__":
    call_command("migrate", run_syncdb=True, verbosity=0)
    fill(json.loads(Path(sys.argv[1]).read_text("utf-8")))
