"""Stories as files: Markdown under YAML front matter, read strictly, so that a slip is named and not guessed away."""

import difflib
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone
from django.utils.text import slugify

from articles.models import Article, Photo
from nuztrend.lib.dates import is_printable

LARGEST_FILE = 1_000_000  # bytes
MOST_NAMES = 30  # tags or bylines of one story
LONGEST_NAME = 60  # characters of one
_fence = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)


class Refused(ValueError):
    """The file cannot become a story; the text says why in the words of whoever wrote it."""


@dataclass(frozen=True)
class PhotoFile:
    """The picture that leads a story, as its file describes it."""

    file: str = ""
    alt: str = ""
    caption: str = ""
    credit: str = ""
    licence: str = ""
    source: str = "photo"
    illustrative: bool = False
    decorative: bool = False


@dataclass(frozen=True)
class StoryFile:
    """A story as its file describes it. Times are aware; names are not yet looked up."""

    ref: str
    title: str
    slug: str
    body: str
    dek: str = ""
    date: datetime | None = None
    unpublish: datetime | None = None
    bylines: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    keywords: str = ""
    state: str = "draft"
    retraction_reason: str = ""
    comments: str = "open"
    place: int | None = None
    photo: PhotoFile | None = None
    names_slug: bool = False  # else the slug was made of the title


def read(path: Path, ref: str) -> StoryFile:
    """Read the story in `path`; `ref` is its identity where the front matter gives none.

    Raises:
        Refused: not UTF-8, too large, no front matter, not YAML, an unknown key or a value of the wrong kind.
    """
    head, body = _split(path)
    given = dict(_mapping(head, STORY_KEYS, "the front matter"))
    if not given.get("title"):
        raise Refused("it has no title")
    if "photo" in given:
        given["photo"] = PhotoFile(**_mapping(given["photo"], PHOTO_KEYS, "photo"))
        if given["photo"].source not in Photo.SourceType.values:
            raise Refused(f"photo source “{given['photo'].source}”: choose one of {', '.join(Photo.SourceType.values)}")
    given.setdefault("ref", ref)
    given["names_slug"] = "slug" in given
    given.setdefault("slug", slugify(given["title"])[:120].strip("-") or slugify(given["ref"])[:120])
    given.setdefault("state", "published" if given.get("date") else "draft")
    story = StoryFile(body=body, **given)
    _check(story)
    return story


def _check(story: StoryFile) -> None:
    if slugify(story.slug) != story.slug or not story.slug:
        raise Refused(f"slug “{story.slug}”: use small letters, digits and hyphens")
    if story.state not in Article.State.values:
        raise Refused(f"state “{story.state}”: choose one of {', '.join(Article.State.values)}")
    if story.comments not in Article.CommentsPolicy.values:
        raise Refused(f"comments “{story.comments}”: choose one of {', '.join(Article.CommentsPolicy.values)}")
    if story.state in {"published", "retracted"} and story.date is None:
        raise Refused(f"a {story.state} story needs its date")
    if story.state == "retracted" and not story.retraction_reason:
        raise Refused("a retracted story needs its retraction_reason: readers see it")


class PlainLoader(yaml.SafeLoader):
    """YAML without anchors: front matter needs none, and a few lines of them can grow without end."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if isinstance(event, yaml.events.AliasEvent):
            raise yaml.YAMLError("anchors and aliases are not read")
        return super().compose_node(parent, index)


def _split(path: Path) -> tuple[Any, str]:
    if not path.is_file():
        raise Refused("it is no file")
    if path.stat().st_size > LARGEST_FILE:
        raise Refused(f"it has {path.stat().st_size:,} bytes; at most {LARGEST_FILE:,} are read")
    try:
        source = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"it is not UTF-8: byte {error.start} cannot be read") from None
    if "\0" in source:
        raise Refused("it contains NUL characters")
    found = _fence.match(source)
    if not found:
        raise Refused("it does not begin with front matter between two lines of ---")
    try:
        return yaml.load(found[1], PlainLoader), source[found.end() :].strip() + "\n"  # noqa: S506  (a SafeLoader)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 2})" if mark else ""
        raise Refused(
            f"its front matter is not YAML{where}: {getattr(error, 'problem', None) or error or 'it cannot be read'}"
        ) from None


def _mapping(value: Any, keys: dict[str, Any], what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refused(f"{what} is not a list of keys and values")
    result = {}
    for key, given in value.items():
        if key not in keys:
            near = difflib.get_close_matches(str(key), keys, 1)
            raise Refused(f"{what} has the unknown key “{key}”" + (f": did you mean “{near[0]}”?" if near else ""))
        if given is not None:
            result[key] = keys[key](key, given)
    return result


def _text(key: str, value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise Refused(f"{key} is not a text")
    if "\0" in (text := str(value).strip()):
        raise Refused(f"{key} contains NUL characters")
    return text


def _names(key: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(name, (str, int, float)) for name in value):
        raise Refused(f"{key} is not a list of names")
    names = list(dict.fromkeys(text for name in value if (text := _text(key, name))))
    if len(names) > MOST_NAMES or any(len(name) > LONGEST_NAME for name in names):
        raise Refused(f"{key}: at most {MOST_NAMES} names of at most {LONGEST_NAME} characters")
    return names


def _flag(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused(f"{key} is neither true nor false")
    return value


def _place(key: str, value: Any) -> int:
    if not isinstance(value, int) or not 1 <= value <= 1000:
        raise Refused(f"{key} is not a whole number from 1")
    return value


def _moment(key: str, value: Any) -> datetime:
    """Read a date, or a date and time, which without an offset is meant in the site's time zone."""
    try:
        if isinstance(value, str):
            value = datetime.fromisoformat(value.strip())
        elif isinstance(value, date) and not isinstance(value, datetime):
            value = datetime.combine(value, time())
        if not is_printable(value):
            raise ValueError
        return value if timezone.is_aware(value) else timezone.make_aware(value)
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise Refused(f"{key} “{value}” is not a time such as 2025-06-06 09:30") from None


STORY_KEYS = {
    "ref": _text,
    "title": _text,
    "slug": _text,
    "dek": _text,
    "date": _moment,
    "unpublish": _moment,
    "bylines": _names,
    "tags": _names,
    "keywords": _text,
    "state": _text,
    "retraction_reason": _text,
    "comments": _text,
    "place": _place,
    "photo": lambda key, value: value,
}
PHOTO_KEYS = {
    "file": _text,
    "alt": _text,
    "caption": _text,
    "credit": _text,
    "licence": _text,
    "source": _text,
    "illustrative": _flag,
    "decorative": _flag,
}
