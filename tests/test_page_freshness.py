"""Whatever changes, the next answer from the page cache is what a fresh rendering gives, byte for byte."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError, transaction
from django.test import Client
from django.utils import timezone

from articles.models import Article, Byline, Tag, TrendingList
from articles.tasks import make_avif, relate_neighbours, rerender_stories_with
from comments.models import Comment
from nuztrend.models import PageFolder
from tests import make
from tests.front import Front

pytestmark = pytest.mark.django_db(transaction=True)
NOT_ON_PAGES = {
    "comments.ModerationEntry": "readers do not see decisions",
}


class Portal:
    """A small portal with one of everything, and the addresses of all its public pages."""

    def __init__(self) -> None:
        self.science = make.tag("Science", menu=1)
        self.moon = make.tag("Moon")
        self.venus = make.tag("Venus", menu=2)
        self.team = make.byline("Nuztrend Team")
        self.ada = make.byline("Ada", kind="person", photo=make.photo("red"))
        self.photo = make.photo("teal")
        common: dict[str, Any] = {"tags": [self.science, self.moon], "bylines": [self.team, self.ada]}
        body = f"Text with ![a picture](photo:{self.photo.key})"
        self.first = make.story("First", lead_photo=self.photo, body=body, lead_position=1, **common)
        self.second = make.story("Second", **common)
        self.third = make.story("Third", tags=[self.moon], bylines=[self.ada])
        self.many = [make.story(f"Story {number}", tags=[self.moon], bylines=[self.team]) for number in range(22)]
        self.retracted = make.story("Wrong", tags=[self.science])
        self.retracted.retract(by=None, reason="It was wrong.")
        self.draft = make.draft("Not yet", tags=[self.science], bylines=[self.ada])
        self.comment = make.comment(self.first, "Well said.")
        self.held = make.comment(self.first, "Wait for me.", state="held")
        make.comment(self.second, "Indeed.")

    def addresses(self) -> list[str]:
        month = timezone.localtime(self.first.publish_at).strftime("/archive/%Y/%m/")
        stories = [self.first, self.second, self.third, self.retracted, self.draft, self.many[0]]
        pages = [f"/articles/{story.slug}/" for story in stories]
        return [
            *["/", "/?page=2", "/tags/", "/archive/", month, f"{month}?page=2", "/archive/1999/01/"],
            *["/tags/science/", "/tags/moon/", "/tags/moon/?page=2", "/tags/mars/", "/tags/moon-and-stars/"],
            *["/bylines/nuztrend-team/", "/bylines/nuztrend-team/?page=2", "/bylines/ada/", "/bylines/grace/"],
            *pages,
            *[f"{page}comments/" for page in pages],
            "/articles/renamed/",
        ]


@pytest.fixture
def portal() -> Portal:
    return Portal()


def test_a_page_is_rendered_once_and_then_kept(portal: Portal) -> None:
    front = Front()
    for path in portal.addresses():
        first = front.get(path)
        assert first.how == "stored", path
        again = front.get(path)
        assert again.how == "hit", path
        assert (again.status, again.sent) == (first.status, first.sent), path
    assert len(front.rendered) == len(portal.addresses())


# What an editor, a moderator, a reader or the worker may do, each through its verb.


def edit_headline(portal: Portal) -> None:
    portal.first.title = "First, corrected"
    portal.first.save_version(by=None)


def edit_body(portal: Portal) -> None:
    portal.second.body, portal.second.dek = "Other words.", "And a dek."
    portal.second.save_version(by=None)


def close_comments(portal: Portal) -> None:
    portal.second.comments_policy = Article.CommentsPolicy.CLOSED
    portal.second.save_version(by=None)


def change_tags(portal: Portal) -> None:
    portal.second.save_version(by=None, tags=[portal.moon, make.tag("Mars")])


def reorder_tags(portal: Portal) -> None:
    portal.second.save_version(by=None, tags=[portal.moon, portal.science])


def change_bylines(portal: Portal) -> None:
    portal.second.save_version(by=None, bylines=[make.byline("Grace")])


def move_in_time(portal: Portal) -> None:
    portal.third.publish_at = timezone.now() - timedelta(days=3)
    portal.third.save_version(by=None)


def place_on_the_front_page(portal: Portal) -> None:
    portal.many[3].lead_position = 1
    portal.many[3].save_version(by=None)


def give_another_lead_photo(portal: Portal) -> None:
    portal.first.lead_photo = make.photo("navy")
    portal.first.save_version(by=None)


def publish(portal: Portal) -> None:
    portal.draft.publish(by=None)


def publish_under_another_address(portal: Portal) -> None:
    portal.draft.slug = "renamed"
    portal.draft.save_version(by=None)
    portal.draft.publish(by=None)


def retract(portal: Portal) -> None:
    portal.second.retract(by=None, reason="Also wrong.")


def republish(portal: Portal) -> None:
    portal.retracted.publish(by=None)


def end_a_story(portal: Portal) -> None:
    portal.second.unpublish_at = timezone.now()
    portal.second.save_version(by=None)


def delete_a_story(portal: Portal) -> None:
    portal.second.delete()


def rename_a_tag(portal: Portal) -> None:
    portal.moon.name = "The Moon"
    portal.moon.save()


def move_a_tag(portal: Portal) -> None:
    portal.moon.slug, portal.moon.description = "moon-and-stars", "All about it"
    portal.moon.save()


def make_a_section(portal: Portal) -> None:
    portal.moon.menu = 2
    portal.moon.save()


def add_a_section(portal: Portal) -> None:
    Tag.objects.create(name="Mars", slug="mars", menu=3)


def delete_a_tag(portal: Portal) -> None:
    portal.venus.delete()


def change_a_byline(portal: Portal) -> None:
    portal.ada.name, portal.ada.bio = "Ada L.", "Writes about machines."
    portal.ada.save()


def describe_a_photo(portal: Portal) -> None:
    portal.photo.alt, portal.photo.caption = "A teal plain", "Drawn today"
    portal.photo.save_version(by=None)
    rerender_stories_with.call(portal.photo.key)


def describe_a_portrait(portal: Portal) -> None:
    assert portal.ada.photo
    portal.ada.photo.alt = "Ada, in red"
    portal.ada.photo.save_version(by=None)


def make_other_widths(portal: Portal) -> None:
    make_avif.call(portal.photo.pk)


def approve(portal: Portal) -> None:
    portal.held.approve(by=None)


def remove_a_comment(portal: Portal) -> None:
    portal.comment.remove(by=None, reason="insult")


def mark_as_spam(portal: Portal) -> None:
    portal.comment.mark_spam(by=None)


def comment_until_it_trends(portal: Portal) -> None:
    for number in range(8):
        Comment.objects.submit(portal.many[20], "Grace", f"Voice {number}", f"receipt-{number}")


def let_a_story_trend(portal: Portal) -> None:
    comment_until_it_trends(portal)
    TrendingList.objects.update(since=timezone.now() - timedelta(days=1))
    call_command("tick")
    assert TrendingList.objects.hottest()[0] == portal.many[20].pk


def import_a_story(portal: Portal) -> None:
    with TemporaryDirectory() as folder:
        Path(folder, "one.md").write_text("---\ntitle: Renamed\ndate: 2025-06-06\ntags: [Moon]\n---\nText.\n")
        call_command("import_stories", folder, stdout=StringIO())


def change_rows_by_hand(portal: Portal) -> None:
    with transaction.atomic():
        Article.objects.filter(pk=portal.first.pk).update(title="By hand")
        Byline.objects.filter(pk=portal.ada.pk).update(name="Lovelace")
    call_command("forget_pages", stdout=StringIO())


def let_neighbours_learn(portal: Portal) -> None:
    near = make.story("Near", tags=[portal.science, portal.moon])
    assert relate_neighbours.call(near.pk)


CHANGES: dict[Callable[[Portal], None], str] = {
    edit_headline: "articles.Article",
    edit_body: "articles.Article",
    close_comments: "articles.Article",
    change_tags: "articles.Tagging",
    reorder_tags: "articles.Tagging",
    change_bylines: "articles.Credit",
    move_in_time: "articles.Article",
    place_on_the_front_page: "articles.Article",
    give_another_lead_photo: "articles.Article",
    publish: "articles.Article",
    publish_under_another_address: "articles.Article",
    retract: "articles.Article",
    republish: "articles.Article",
    end_a_story: "articles.Article",
    delete_a_story: "articles.Article",
    rename_a_tag: "articles.Tag",
    move_a_tag: "articles.Tag",
    make_a_section: "articles.Tag",
    add_a_section: "articles.Tag",
    delete_a_tag: "articles.Tag",
    change_a_byline: "articles.Byline",
    describe_a_photo: "articles.Photo",
    describe_a_portrait: "articles.Photo",
    make_other_widths: "articles.Photo",
    approve: "comments.Comment",
    remove_a_comment: "comments.Comment",
    mark_as_spam: "comments.Comment",
    comment_until_it_trends: "articles.ArticleStat",
    let_a_story_trend: "articles.TrendingList",
    import_a_story: "articles.Article",
    let_neighbours_learn: "articles.Related",
    change_rows_by_hand: "articles.Article",
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_every_page_shows_a_change_at_once(portal: Portal, change: Callable[[Portal], None]) -> None:
    front = Front()
    before = {path: front.get(path).text for path in portal.addresses()}
    change(portal)
    seen = False
    for path, was in before.items():
        kept = front.get(path)
        if kept.how == "hit":
            fresh = Client().get(path, headers={"host": "localhost"})
            assert (kept.status, kept.text) == (fresh.status_code, fresh.text), path
        seen |= kept.text != was
    assert seen, "nothing changed on any page, so nothing was shown"


def test_every_kind_of_row_is_changed_above() -> None:
    models = {f"{model._meta.app_label}.{model.__name__}" for app in ("articles", "comments") for model in all_of(app)}
    assert models - set(CHANGES.values()) == set(NOT_ON_PAGES)


def all_of(app: str) -> Iterator[type[Any]]:
    yield from apps.get_app_config(app).get_models()


def test_a_comment_leaves_the_pages_of_other_stories_alone(portal: Portal) -> None:
    make.comment(portal.second)  # the order of Latest Trending is settled
    front = Front()
    for path in portal.addresses():
        front.get(path)
    make.comment(portal.second, "One more.")
    assert front.get("/articles/third/").how == "hit"
    assert front.get("/tags/").how == "hit"
    assert front.get("/articles/second/").how == "stored"
    assert front.get("/").how == "stored"


def test_a_draft_leaves_every_page_alone(portal: Portal) -> None:
    front = Front()
    for path in portal.addresses():
        front.get(path)
    portal.draft.title = "Still not"
    portal.draft.save_version(by=None, tags=[portal.moon])
    portal.draft.submit(by=None)
    assert {front.get(path).how for path in portal.addresses()} == {"hit"}


def test_what_was_rolled_back_ends_no_page(portal: Portal) -> None:
    front = Front()
    front.get("/")
    with pytest.raises(RuntimeError), transaction.atomic():
        portal.first.title = "Never"
        portal.first.save_version(by=None)
        raise RuntimeError
    assert front.get("/").how == "hit"


def test_a_change_without_a_transaction_is_refused(portal: Portal) -> None:
    from nuztrend.pagecache import touch

    with pytest.raises(transaction.TransactionManagementError):
        touch("rivers")


def test_what_is_committed_while_a_page_is_rendered_ends_it(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    front = Front()
    inner = front.cache.application

    def slow(environ: Any, start_response: Any) -> Any:
        answer = inner(environ, start_response)
        portal.first.title = "Changed meanwhile"
        portal.first.save_version(by=None)
        return answer

    monkeypatch.setattr(front.cache, "application", slow)
    assert "Changed meanwhile" not in front.get("/articles/first/").text
    monkeypatch.setattr(front.cache, "application", inner)
    assert "Changed meanwhile" in front.get("/articles/first/").text


def test_a_machine_that_is_gone_holds_nobody_up_for_ever(portal: Portal, tmp_path: Path) -> None:
    PageFolder.objects.create(path=f"another-machine:{tmp_path}")
    with pytest.raises(OperationalError, match="another-machine"):
        portal.first.save_version(by=None)
    call_command("forget_pages", "--folders", stdout=StringIO())
    portal.first.title = "Saved again"
    portal.first.save_version(by=None)
    assert "Saved again" in Front().get("/articles/first/").text
