"""Feeds of stories: all, a tag's, a byline's, those that answer a question. Each in three forms."""

from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.urls import path
from django.urls.resolvers import URLPattern
from django.views.decorators.http import conditional_page, require_safe

from articles.frame import follow_schedule
from articles.models import Article, Byline, Photo, Tag, shows
from articles.search import search
from articles.search.form import SearchForm
from nuztrend.lib.addresses import address
from nuztrend.lib.feeds import FORMS, Author, Entry, Feed, Picture, tag_uri, written
from nuztrend.pagecache import depends_on, shared

LENGTH = 20
"""Stories in a feed."""
WIDEST = 1280  # pixels of a picture in a feed


@shared()
@require_safe
def all_stories(request: HttpRequest, form: str) -> HttpResponse:
    """The newest stories of the portal."""
    stories = Article.objects.published().newest_first()[:LENGTH]
    return answer(request, form, settings.SITE_NAME, settings.SITE_TAGLINE, address("home"), stories.for_feeds())


@shared()
@require_safe
def of_tag(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The newest stories of a tag."""
    depends_on("tags")
    tag = get_object_or_404(Tag.objects.public(), slug=slug)
    stories = Article.objects.for_feeds().of_rows(tag.taggings.public().newest_first()[:LENGTH])
    return answer(request, form, named(tag.name), tag.description or tag.name, tag.get_absolute_url(), stories)


@shared()
@require_safe
def of_byline(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The newest stories under a byline."""
    depends_on("bylines")
    writer = get_object_or_404(Byline.objects.public(), slug=slug)
    stories = Article.objects.for_feeds().of_rows(writer.credits.public().newest_first()[:LENGTH])
    about = f"Stories by {writer.name}"
    return answer(request, form, named(about), writer.bio or about, writer.get_absolute_url(), stories)


@conditional_page
@require_safe
def of_search(request: HttpRequest, form: str) -> HttpResponse:
    """The newest stories that answer a question. Questions are without end, so the page cache keeps no such feed."""
    asked = SearchForm(request.GET)
    if not asked.is_valid() or not (question := asked.question()):
        raise Http404("nothing is asked")
    found = Article.objects.published().filter(pk__in=search(question).ids).newest_first()[:LENGTH]
    about = f"Stories found by “{asked.asked}”" if asked.asked else "Stories found"
    home = f"{address('search')}?{asked.address}"
    response = answer(request, form, named(about), about, home, found.for_feeds(), query=f"?{asked.address}", hub="")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def named(what: str) -> str:
    """Give the title of a feed that holds a part of the portal."""
    return f"{what} | {settings.SITE_NAME}"


def answer(
    request: HttpRequest, form: str, title: str, about: str, home: str, stories: Iterable[Article], **more: str
) -> HttpResponse:
    """Answer with a feed of stories, whose hub hears of each change unless `more` says otherwise."""
    depends_on("rivers", "tags", "bylines")
    follow_schedule()
    found = list(stories)
    shows(*found)
    entries = [entry_of(story) for story in found]
    return respond(request, form, title, about, home, entries, **{"hub": settings.WEBSUB_HUB, **more})


def respond(
    request: HttpRequest,
    form: str,
    title: str,
    about: str,
    home: str,
    entries: list[Entry],
    *,
    hub: str = "",
    query: str = "",
) -> HttpResponse:
    """Answer with a feed; WebSub wants the hub and the feed's own address in the headers as well."""
    site = settings.SITE_URL
    feed = Feed(
        title=title,
        description=about,
        home=f"{site}{home}",
        url=f"{site}{request.path}{query}",
        site=Author(settings.SITE_NAME, f"{site}/"),
        language=settings.LANGUAGE_CODE,
        entries=entries,
        hub=hub,
        icon=whole(static("img/icon-512.png")),
    )
    content, kind = written(feed, form)
    response = HttpResponse(content, content_type=kind)
    if hub:
        response.headers["Link"] = f'<{hub}>; rel="hub", <{feed.url}>; rel="self"'
    return response


def entry_of(story: Article) -> Entry:
    """Give a story as an entry; its tags and bylines are read ahead (`for_feeds`)."""
    site = settings.SITE_URL
    assert story.publish_at is not None
    return Entry(
        id=story_id(story),
        title=story.title,
        url=f"{site}{story.get_absolute_url()}",
        html=story.body_html,
        published=story.publish_at,
        updated=story.modified_at or story.publish_at,
        summary=story.dek,
        authors=[
            Author(credit.byline.name, f"{site}{credit.byline.get_absolute_url()}") for credit in story.credits.all()
        ],
        subjects=[tag.name for tag in story.subjects],
        picture=picture_of(story.lead_photo) if story.lead_photo else None,
        comments=f"{site}{address('comments', story.slug)}",
    )


def story_id(story: Article) -> str:
    """Give the id by which feed readers know a story for ever: its address may change."""
    out = story.first_published_at or story.publish_at
    assert out is not None
    return tag_uri(settings.SITE_URL, out.date(), "story", story.pk)


def picture_of(photo: Photo) -> Picture:
    """Give a lead photo as the picture of an entry: the widest JPEG up to WIDEST, with what must be said about it."""
    sizes = photo.renditions.get("jpeg") or []
    fitting = [size for size in sizes if size[0] <= WIDEST] or sizes[:1]
    words = [photo.caption or photo.alt, settings.ILLUSTRATIVE_NOTE if photo.illustrative else ""]
    facts = {"words": " ".join(filter(None, words)), "credit": photo.credit}
    if not fitting:
        kind = "image/png" if photo.url.endswith(".png") else "image/jpeg"
        return Picture(whole(photo.url), kind, photo.width, photo.height, **facts)
    width, height = fitting[-1]
    return Picture(whole(photo.rendition_url(width, "jpeg")), "image/jpeg", width, height, **facts)


def whole(url: str) -> str:
    """Give the address of a file with its host; a storage elsewhere has one already."""
    return url if "://" in url else f"{settings.SITE_URL}{url}"


def in_each_form(route: str, view: object, name: str) -> list[URLPattern]:
    """Give the addresses of a feed in all forms; each form has its own name, such as `all_feed_rss`."""
    return [path(f"feeds/{route}.{form}", view, {"form": form}, name=f"{name}_{form}") for form in FORMS]  # type: ignore[call-overload]


urlpatterns = [
    *in_each_form("all", all_stories, "all_feed"),
    *in_each_form("tags/<slug:slug>", of_tag, "tag_feed"),
    *in_each_form("bylines/<slug:slug>", of_byline, "byline_feed"),
    *in_each_form("search", of_search, "search_feed"),
]
