"""What a reader may have meant, or may be about to ask."""

from dataclasses import dataclass, replace

from django.db.models import Model, Q
from django.utils.text import slugify

from articles.models import Article, Byline, Tag
from articles.search.asking import PREFIX, Part, Question
from articles.search.finding import is_public, search
from articles.search.spelling import meant_by

STORIES = 6
SUBJECTS = 3
FEW = 3  # stories: with fewer a slip of the pen is looked for


@dataclass(frozen=True)
class Suggestion:
    """Where a reader may want to go: its name, address, and `story`, `tag` or `byline`."""

    name: str
    address: str
    kind: str


def meant(question: Question, found: int) -> str:
    """Give the words that a reader may have meant, and that find more than so many stories; empty if there are none."""
    if found >= FEW or not question.parts:
        return ""
    parts, is_other = [], False
    for part in question.parts:
        phrase = tuple((meant_by(word) or [word])[0] for word in part.asked)
        is_other |= phrase != part.asked
        parts.append(Part((phrase,)))
    if not is_other or len(search(replace(question, parts=tuple(parts), is_open=False)).ids) <= found:
        return ""
    return " ".join(
        [*map(written, (part.asked for part in parts)), *(f"-{written(each)}" for each in question.without)]
    )


def written(phrase: tuple[str, ...]) -> str:
    """Give a phrase as a reader would type it."""
    return phrase[0] if len(phrase) == 1 else '"' + " ".join(phrase) + '"'


def subjects(asked: str) -> list[Suggestion]:
    """Give the tags and bylines whose name begins with what was asked."""
    asked = " ".join(asked.split())
    slug = slugify(asked)
    if len(asked) < PREFIX or "\0" in asked:
        return []
    called = Q(name__istartswith=asked) | (Q(slug__startswith=slug) if slug else Q())
    kinds: list[tuple[type[Model], str]] = [(Tag, "tag"), (Byline, "byline")]
    return [
        Suggestion(row.name, row.get_absolute_url(), kind)
        for model, kind in kinds
        for row in model._default_manager.public().filter(called).order_by("name")[:SUBJECTS]  # type: ignore[attr-defined]
    ]


def suggestions(asked: str, question: Question) -> list[Suggestion]:
    """Give the tags, bylines and stories that go on as a reader has begun."""
    if sum(map(len, question.words)) < PREFIX:
        return []
    found = search(question).ids[:STORIES]
    stories = Article.objects.for_lines().with_public().in_bulk(found)
    shown = [stories[pk] for pk in found if pk in stories and is_public(stories[pk])]
    lines = [Suggestion(story.title, story.get_absolute_url(), "story") for story in shown]
    return [*subjects(asked), *lines]
