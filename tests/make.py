"""The cast of the tests, made by the models' own verbs."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.contrib.auth.models import Group, User
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image

from articles.models import Article, Byline, Photo, Tag
from articles.models.photo import store_upload
from comments.models import Comment

PASSWORD = "correct horse battery staple"


def user(name: str = "ada", group: str | None = None, **fields: Any) -> User:
    """An account of the newsroom, in a group where one is named."""
    made = User.objects.create_user(name, password=PASSWORD, is_staff=True, **fields)
    if group:
        made.groups.add(Group.objects.get(name=group))
    return made


def tag(name: str = "Science", **fields: Any) -> Tag:
    return Tag.objects.get_or_create(name=name, defaults={"slug": slugify(name), **fields})[0]


def byline(name: str = "Nuztrend Team", **fields: Any) -> Byline:
    return Byline.objects.get_or_create(name=name, defaults={"slug": slugify(name), "kind": "team", **fields})[0]


def draft(
    title: str = "A story",
    *,
    tags: list[Tag] | None = None,
    bylines: list[Byline] | None = None,
    **fields: Any,
) -> Article:
    """A story that nobody but the newsroom sees."""
    story = Article(title=title, **{"slug": slugify(title), "body": f"The body of {title}.", **fields})
    story.save_version(by=None, tags=tags or [], bylines=bylines or [])
    return story


def story(title: str = "A story", *, at: datetime | None = None, **fields: Any) -> Article:
    """A published story, by default of an hour ago."""
    made = draft(title, **fields)
    made.publish(by=None, at=at or timezone.now() - timedelta(hours=1))
    return made


def comment(
    on: Article, text: str = "Well said.", name: str = "Grace", state: str = "visible", *, to: Comment | None = None
) -> Comment:
    """A comment in some state, an answer `to` another one where one is given."""
    made, _ = Comment.objects.hold(on, name, text, parent=to)
    if state == "visible":
        made.approve(by=None)
    elif state == "rejected":
        made.reject(by=None, reason="off the subject")
    elif state == "spam":
        made.mark_spam(by=None)
    elif state == "removed":
        made.approve(by=None)
        made.remove(by=None, reason="insult")
    else:
        assert state == "held", state
    return made


def picture_bytes(
    width: int = 640, height: int = 360, form: str = "JPEG", colour: str = "teal", **options: Any
) -> bytes:
    """The bytes of a small picture."""
    Image.new("RGB", (width, height), colour).save(out := BytesIO(), form, **options)
    return out.getvalue()


def photo(colour: str = "teal", size: tuple[int, int] = (640, 360), **fields: Any) -> Photo:
    made = Photo(**{"alt": "A plain surface", "credit": "Photo: Test", **fields})
    made.fill(store_upload(BytesIO(picture_bytes(*size, colour=colour)), "picture.jpg"))
    made.save_version(by=None)
    return made
