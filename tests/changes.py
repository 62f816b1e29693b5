"""A small portal with one of everything, and whatever an editor, a moderator, a reader or the worker may change there.

tests/test_page_freshness.py makes each change, through its verb, and looks at every page.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from articles.models import Article, Byline, ReaderHour, SiteHour, Tag, TagMerge, TrendingChoice, TrendingList
from articles.models.change import PART
from articles.models.place import Place, arrange, arrangement
from articles.related import choose
from articles.tasks import draw_card, make_avif, relate, rerender_stories_with
from comments.models import Comment, Vote
from tests import make
from tests.amending import (
    amend,
    change_a_live_story,
    publish_changes_by_time,
    supersede_a_correction,
    tell_readers_of_an_update,
)
from tests.beacons import crowd
from tests.desks import answer_a_comment, answer_as_the_newsroom
from tests.worker import let_the_list_move


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
        self.told = amend(self.third, text="It has a dek.", dek="A dek.")
        self.retracted = make.story("Wrong", tags=[self.science])
        self.retracted.retract(by=None, reason="It was wrong.")
        self.draft = make.draft("Not yet", tags=[self.science], bylines=[self.ada])
        self.comment = make.comment(self.first, "Well said.")
        self.held = make.comment(self.first, "Wait for me.", state="held")
        make.comment(self.second, "Indeed.")
        self.answer = make.comment(self.first, "Not so well.", to=self.comment)

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
            *["/feeds/all.rss", "/feeds/tags/moon.atom", "/feeds/bylines/ada.json", "/feeds/comments.rss"],
            *["/feeds/articles/first/comments.atom", f"/sitemap-stories-{self.first.pk // PART}.xml", "/robots.txt"],
            *[f"/sitemap{part}.xml" for part in ("", "-news", "-pages", "-tags-0", "-bylines-0")],
            *[f"/articles/first/comments/?sort={order}" for order in ("oldest", "best")],
            *[f"/articles/first/comments/{self.comment.pk}/thread/", "/articles/first/comments/since/0/"],
            "/trending/",
            "/accessibility/",
            *["/corrections/", "/feeds/corrections.json", f"/articles/third/changes/{self.told.pk}/"],
        ]


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


def move_a_focal_point(portal: Portal) -> None:
    portal.photo.focal_x = 20
    portal.photo.save_version(by=None)


def make_other_widths(portal: Portal) -> None:
    make_avif.call(portal.photo.pk)


def approve(portal: Portal) -> None:
    portal.held.approve(by=None)


def remove_a_comment(portal: Portal) -> None:
    portal.comment.remove(by=None, reason="insult")


def vote_for_a_comment(portal: Portal) -> None:
    assert Vote.objects.cast(portal.answer, "a-reader") == 1


def leave_an_empty_chair(portal: Portal) -> None:
    portal.answer.remove(by=None, reason="insult")


def mark_as_spam(portal: Portal) -> None:
    portal.comment.mark_spam(by=None)


def comment_until_it_trends(portal: Portal) -> None:
    for number in range(8):
        Comment.objects.submit(portal.many[20], "Grace", f"Voice {number}", f"receipt-{number}")


def let_a_story_trend(portal: Portal) -> None:
    comment_until_it_trends(portal)
    let_the_list_move()
    call_command("tick")
    assert TrendingList.objects.hottest()[0] == portal.many[20].pk


def read_a_story(portal: Portal) -> None:
    crowd(Article.objects.get(pk=TrendingList.objects.hottest()[0]), 2)
    assert ReaderHour.objects.get().readers == SiteHour.objects.get().readers == 2


def read_until_it_trends(portal: Portal) -> None:
    crowd(portal.many[20], 40)
    let_the_list_move()
    call_command("tick")
    assert TrendingList.objects.hottest()[0] == portal.many[20].pk


def pin_a_story(portal: Portal) -> None:
    TrendingChoice.objects.pin(portal.third, by=None)


def keep_a_story_out(portal: Portal) -> None:
    TrendingChoice.objects.keep_out(portal.first, by=None, reason="Robots read it.")


def import_a_story(portal: Portal) -> None:
    with TemporaryDirectory() as folder:
        Path(folder, "one.md").write_text("---\ntitle: Renamed\ndate: 2025-06-06\ntags: [Moon]\n---\nText.\n")
        call_command("import_stories", folder, stdout=StringIO())


def change_rows_by_hand(portal: Portal) -> None:
    with transaction.atomic():
        Article.objects.filter(pk=portal.first.pk).update(title="By hand")
        Byline.objects.filter(pk=portal.ada.pk).update(name="Lovelace")
    call_command("forget_pages", stdout=StringIO())


def draw_a_card_of_a_story(portal: Portal) -> None:
    assert draw_card.call(portal.first.pk).startswith("cards/")


def move_a_story(portal: Portal) -> None:
    portal.second.slug = "renamed"
    portal.second.save_version(by=None)


def merge_tags(portal: Portal) -> None:
    portal.science.merge_into(portal.moon, by=None)


def undo_a_merger(portal: Portal) -> None:
    TagMerge.objects.get().undo(by=None)


def arrange_the_front_page(portal: Portal) -> None:
    arrange([Place(portal.many[5].pk, None), Place(portal.first.pk, None)], None, arrangement()[1])


def pick_a_story(portal: Portal) -> None:
    assert choose(portal.first, [portal.many[7]], [])


def block_a_story(portal: Portal) -> None:
    assert choose(portal.many[0], [], [portal.second])


def count_the_archive_anew(portal: Portal) -> None:
    portal.third.publish_at = datetime(1999, 1, 15, tzinfo=UTC)
    portal.third.save_version(by=None)


def rebuild_read_more(portal: Portal) -> None:
    call_command("rebuild_related", stdout=StringIO())


def let_neighbours_learn(portal: Portal) -> None:
    near = make.story("Near", tags=[portal.science, portal.moon])
    assert relate.call(near.pk)


def publish_an_older_story(portal: Portal) -> None:
    make.story("Between", tags=[portal.science], at=timezone.now() - timedelta(hours=2))


CHANGES: dict[str, dict[Callable[[Portal], None], str]] = {
    "a story's words and place": {
        edit_headline: "articles.Article",
        edit_body: "articles.Article",
        close_comments: "articles.Article",
        reorder_tags: "articles.Tagging",
        change_tags: "articles.Tagging",
        change_bylines: "articles.Credit",
        give_another_lead_photo: "articles.Article",
        place_on_the_front_page: "articles.Article",
        arrange_the_front_page: "articles.Article",
        move_in_time: "articles.Article",
        count_the_archive_anew: "articles.ArchiveCount",
    },
    "changes of a live story": {
        change_a_live_story: "articles.PendingRevision",
        supersede_a_correction: "articles.Amendment",
        tell_readers_of_an_update: "articles.Revision",
        publish_changes_by_time: "articles.PendingRevision",
    },
    "coming and going": {
        publish: "articles.Article",
        publish_an_older_story: "articles.Article",
        republish: "articles.Article",
        end_a_story: "articles.StoryChange",
    },
    "another address": {
        move_a_story: "articles.OldPath",
        delete_a_story: "articles.Article",
        move_a_tag: "articles.Tag",
    },
    "an address that was free": {
        publish_under_another_address: "articles.Article",
        retract: "articles.Article",
    },
    "tags": {
        rename_a_tag: "articles.Tag",
        make_a_section: "articles.Tag",
        add_a_section: "articles.Tag",
        delete_a_tag: "articles.Tag",
    },
    "import and merger": {
        import_a_story: "articles.Article",
        merge_tags: "articles.Tagging",
        undo_a_merger: "articles.TagMerge",
    },
    "names and pictures": {
        change_a_byline: "articles.Byline",
        describe_a_photo: "articles.Photo",
        describe_a_portrait: "articles.Photo",
        move_a_focal_point: "articles.Photo",
        make_other_widths: "articles.Photo",
        draw_a_card_of_a_story: "articles.Article",
        change_rows_by_hand: "articles.Article",
    },
    "comments": {
        approve: "comments.Comment",
        answer_a_comment: "comments.Comment",
        answer_as_the_newsroom: "comments.Comment",
        vote_for_a_comment: "comments.Vote",
        leave_an_empty_chair: "comments.Comment",
        remove_a_comment: "comments.Comment",
        comment_until_it_trends: "articles.ArticleStat",
    },
    "what trends": {
        mark_as_spam: "comments.Comment",
        let_a_story_trend: "articles.TrendingList",
        pin_a_story: "articles.TrendingChoice",
        keep_a_story_out: "articles.TrendingChoice",
    },
    "what is read": {
        read_a_story: "articles.ReaderHour",
        read_until_it_trends: "articles.SiteHour",
    },
    "what goes on": {
        pick_a_story: "articles.Pick",
        block_a_story: "articles.Block",
        let_neighbours_learn: "articles.Related",
        rebuild_read_more: "articles.Related",
    },
}
"""What is made one after another in one portal, each change with the kind of row that it stands for.

A portal of its own for each change would take three times as long. Where a change leaves nothing to another (who
retracts a story cannot end it), the two stand in different portals.
"""
