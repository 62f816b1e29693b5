"""What the public may see, and the shape in which pages read it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import connections, models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject
from django.utils import timezone

if TYPE_CHECKING:
    from articles.models import Article, Tag

NEWEST_FIRST = ("-publish_at", "-pk")
PUBLISHED = "published"
UNFINISHED = ("draft", "in review")
FOCAL = ("focal_x", "focal_y")
ANY_TAG = -1  # stands for a tag's id until it is filled in


def in_time(at: datetime | None = None) -> Q:
    """Give the condition that the moment `at` (now) lies between `publish_at` and `unpublish_at`."""
    at = at or timezone.now()
    return Q(Q(unpublish_at=None) | Q(unpublish_at__gt=at), publish_at__lte=at)


def is_in_time(publish_at: datetime, unpublish_at: datetime | None, at: datetime) -> bool:
    """Say of two times what `in_time` says of a row."""
    return publish_at <= at and (unpublish_at is None or unpublish_at > at)


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self, at: datetime | None = None) -> Self:
        """Stories that the public may see at the moment `at` (now). Scheduling is this query: no job can miss it."""
        return self.filter(in_time(at), state=PUBLISHED)

    def with_public(self, at: datetime | None = None) -> Self:
        """With `public`: whether the public may see the story at the moment `at` (now).

        Said of the row itself: asked by EXISTS, PostgreSQL gathers all published stories before it answers for one.
        """
        return self.annotate(public=Q(in_time(at), state=PUBLISHED))

    def gone(self, at: datetime | None = None) -> Self:
        """Stories that were public once and were withdrawn: retracted, or past their `unpublish_at`."""
        at = at or timezone.now()
        return self.filter(
            Q(state="retracted", first_published_at__lte=at) | Q(state="published", unpublish_at__lte=at)
        )

    def leading_on(self) -> Self:
        """Stories that were taken back and whose address leads readers to another one, which is public now."""
        public = self.model._default_manager.published()
        return self.gone().filter(state="retracted", moved_to__in=public)

    def next_changes(self, after: datetime) -> list[datetime]:
        """Give the next moments at which a story enters, leaves, and loses its place by time, where there are."""
        published = self.filter(state=PUBLISHED).order_by()
        enters = published.filter(publish_at__gt=after).order_by("publish_at").values_list("publish_at")[:1]
        leaves = published.filter(unpublish_at__gt=after).order_by("unpublish_at").values_list("unpublish_at")[:1]
        placed = self.filter(lead_position__isnull=False, lead_until__gt=after).order_by("lead_until")
        return [moment for (moment,) in [*enters, *leaves, *placed.values_list("lead_until")[:1]]]

    def scheduled(self) -> Self:
        """Stories that will be public at a time to come."""
        return self.filter(state="published", publish_at__gt=timezone.now())

    def in_state(self, state: str) -> Self:
        """Stories in one state of the newsroom's workflow; scheduled ones are not yet counted as published."""
        found = self.filter(state=state)
        return found.filter(publish_at__lte=timezone.now()) if state == "published" else found

    def came_out_since(self, moment: datetime) -> Self:
        """Stories published between `moment` and now, those included that have left meanwhile."""
        return self.filter(state=PUBLISHED, publish_at__gte=moment, publish_at__lte=timezone.now())

    def came_out_between(self, start: datetime, end: datetime) -> Self:
        """Stories published at `start` or later, before `end` and not after now, those that have left included."""
        return self.filter(state=PUBLISHED, publish_at__gte=start, publish_at__lt=not_to_come(end))

    def coming_by(self, moment: datetime) -> Self:
        """Stories that will be public at a time to come, `moment` at the latest, the soonest first."""
        return self.scheduled().filter(publish_at__lte=moment).order_by("publish_at", "pk")

    def leaving_by(self, moment: datetime) -> Self:
        """Published stories that will leave at a time to come, `moment` at the latest, the soonest first."""
        leaving = self.filter(state=PUBLISHED, unpublish_at__gt=timezone.now(), unpublish_at__lte=moment)
        return leaving.order_by("unpublish_at", "pk")

    def unfinished(self) -> Self:
        """Stories on their way: drafts, and those in review."""
        return self.filter(state__in=UNFINISHED)

    def late(self) -> Self:
        """Unfinished stories that were to be ready by now, the latest first."""
        return self.unfinished().filter(due_at__lte=timezone.now()).order_by("due_at", "pk")

    def due_between(self, start: datetime, end: datetime) -> Self:
        """Unfinished stories that are to be ready at `start` or later and before `end`, in order."""
        return self.unfinished().filter(due_at__gte=start, due_at__lt=end).order_by("due_at", "pk")

    def due_by(self, moment: datetime) -> Self:
        """Unfinished stories that are to be ready at a time to come, `moment` at the latest, the soonest first."""
        return self.unfinished().filter(due_at__gt=timezone.now(), due_at__lte=moment).order_by("due_at", "pk")

    def appearing_between(self, start: datetime, end: datetime) -> Self:
        """Stories that came out, or will, at `start` or later and before `end`, in order."""
        return self.filter(state=PUBLISHED, publish_at__gte=start, publish_at__lt=end).order_by("publish_at", "pk")

    def leaving_between(self, start: datetime, end: datetime) -> Self:
        """Stories that left by time, or will, at `start` or later and before `end`, in order."""
        leaving = self.filter(state=PUBLISHED, unpublish_at__gte=start, unpublish_at__lt=end)
        return leaving.order_by("unpublish_at", "pk")

    def for_review_by(self, user: Any) -> Self:
        """Stories in review that one member of the newsroom is to look at."""
        return self.in_state("in review").filter(reviewer=user.pk)

    def latest_begun(self) -> Self:
        """In the order in which they were begun, the last first; read along the index of the states.

        The sum keeps databases from walking the table backwards by its key until enough rows of a rare state are met.
        """
        return self.order_by((F("pk") + 0).desc())

    def came_out_after(self, moment: datetime) -> Self:
        """Stories that the public may see now and could not yet see at `moment`, the newest first."""
        return self.published().filter(publish_at__gt=moment, first_published_at__gt=moment).newest_first()

    def in_public_life(self) -> Self:
        """Published stories, those included that are still to come or have left by time."""
        return self.filter(state=PUBLISHED)

    def entered_between(self, after: datetime, until: datetime) -> Self:
        """Published stories that came out after one moment and are still out at another."""
        lasts = Q(unpublish_at=None) | Q(unpublish_at__gt=until)
        return self.filter(lasts, state=PUBLISHED, publish_at__gt=after, publish_at__lte=until)

    def left_between(self, after: datetime, until: datetime) -> Self:
        """Published stories that were out at one moment and had left by another."""
        leaving = self.filter(state=PUBLISHED, unpublish_at__gt=after, unpublish_at__lte=until)
        return leaving.filter(publish_at__lte=after)

    def newest_first(self) -> Self:
        """In the order of a river: by time of publication, newest first."""
        return self.order_by(*NEWEST_FIRST)

    def for_lines(self) -> Self:
        """With what a line in a list shows: headline, address and date."""
        return self.only("title", "slug", "publish_at")

    def for_cards(self) -> Self:
        """With what a card in a list shows, its section (`section_id`) included, and nothing of the body."""
        taggings = self.model.taggings.rel.related_model._default_manager
        section = taggings.filter(article_id=OuterRef("pk"), tag__menu__isnull=False).order_by("position")
        cards = self.annotate(section_id=Subquery(section.values("tag_id")[:1]))
        return cards.select_related("lead_photo").only(
            "title",
            "slug",
            "dek",
            "publish_at",
            *(f"lead_photo__{name}" for name in ("file", "alt", "width", "height", "renditions", *FOCAL)),
        )

    def for_search_results(self) -> Self:
        """With what a story that was found shows, and the text out of which a part is shown."""
        return self.only("title", "slug", "dek", "publish_at", "body_html")

    def for_article_page(self) -> Self:
        """With everything that the page of one story prints of its row."""
        return self.select_related("lead_photo", "stat").defer("body", "import_ref", "import_digest", "import_version")

    def for_feeds(self) -> Self:
        """With everything that feeds carry of a story; two more queries for the tags and bylines of them all."""
        shown = ("file", "alt", "caption", "credit", "illustrative", "width", "height", "renditions")
        facts = ("title", "slug", "dek", "body_html", "publish_at", "first_published_at", "revised_at")
        whole = self.select_related("lead_photo").prefetch_related("taggings", "credits")
        return whole.only(*facts, *(f"lead_photo__{name}" for name in shown))

    def for_comments(self) -> Self:
        """With what the pages of a story's comments print of the story."""
        return self.select_related("stat").defer("body", "body_html", "parts")

    def of_rows(self, rows: models.QuerySet[Any]) -> Self:
        """The stories that a slice of narrow rows points to, or that a slice of stories holds, newest first.

        The slice is read along one covering index, and whole rows for what it shows alone: to skip 10,000 stories by
        their rows would cost more than the page.
        """
        ids = rows.values("pk" if rows.model is self.model else "article_id")
        return self.filter(pk__in=ids).newest_first()

    def placed(self) -> Self:
        """Published stories with a place on the front page, in its order.

        They are few and found along their index first; as one condition SQLite would walk all published stories.
        """
        everything = self.model._default_manager
        with_place = everything.filter(lead_position__isnull=False).order_by().values("pk")
        public = everything.published().filter(pk=OuterRef("pk"))
        lasts = Q(lead_until=None) | Q(lead_until__gt=timezone.now())
        return self.filter(lasts, Exists(public), pk__in=with_place).order_by("lead_position", *NEWEST_FIRST)

    def published_in(self, start: Any, end: Any) -> Self:
        """Stories that the public may see now, published at `start` or later and before `end`, which is not to come.

        Of two upper bounds, such as this one and that of `published()`, SQLite enters the index by either.
        """
        lasts = Q(unpublish_at=None) | Q(unpublish_at__gt=timezone.now())
        return self.filter(lasts, state=PUBLISHED, publish_at__gte=start, publish_at__lt=end)

    def published_in_month(self, year: int, month: int) -> Self:
        """Stories of one month in the site's time zone that the public may see now, newest first."""
        first = date(year, month, 1)
        return self.published_in(start_of(first), not_to_come(start_of(next_month(first)))).newest_first()


def start_of(day: date) -> datetime:
    """Give the moment at which a day begins in the site's time zone."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())


def not_to_come(moment: datetime) -> datetime:
    """Give a moment, or the one that follows now where it lies further ahead."""
    return min(moment, timezone.now() + timedelta(microseconds=1))


def next_month(day: date) -> date:
    """Give the first day of the month that follows the one of `day`."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


class StoryRowQuerySet(models.QuerySet[Any]):
    """Narrow rows that point to stories (tags on stories, bylines, counters); rivers are read along their indexes.

    The rows repeat when their story is public. To ask the story for it is dear where a list is deep: SQLite finds the
    times of a story behind its body, some pages of the file further.
    """

    def follow(self, story: "Article") -> None:
        """Let the rows of a story repeat when readers may see it; every verb that can change that calls it."""
        stands = story.state == PUBLISHED
        self.filter(article=story).update(
            publish_at=story.publish_at if stands else None, unpublish_at=story.unpublish_at if stands else None
        )

    def public(self, at: datetime | None = None) -> Self:
        """Rows whose story the public may see at the moment `at` (now)."""
        return self.filter(in_time(at))

    def came_out_between(self, start: datetime | None, end: datetime | None) -> Self:
        """Rows whose story was published at `start` or later and before `end`; None sets no bound."""
        rows = self.filter(publish_at__gte=start) if start else self
        return rows.filter(publish_at__lt=end) if end else rows

    def with_public(self, at: datetime) -> Self:
        """With `public`: whether the public may see the story of the row at the moment `at`."""
        return self.annotate(public=Q(in_time(at)))

    def expected(self, at: datetime) -> list[tuple[int, datetime]]:
        """Give id and time of publication of the stories of these rows that are public at `at`, or will be."""
        lasts = Q(unpublish_at=None) | Q(unpublish_at__gt=at)
        return list(self.filter(lasts, publish_at__isnull=False).values_list("article_id", "publish_at"))

    def soonest(self, stories: int) -> Self:
        """Rows of so many stories that will be public next by time, along the index of the stories."""
        scheduled = self.model.article.field.related_model._default_manager.scheduled()
        return self.filter(
            article_id__in=list(scheduled.order_by("publish_at", "pk").values_list("pk", flat=True)[:stories])
        )

    def with_older(self, at: datetime) -> Self:
        """With `older`: key, address and headline of the story that follows in the tag's river at the moment `at`.

        That is one step into the index of the river for each row. Nothing older is still to come where the story of
        the row is public itself, so its own time is the one upper bound: of two, SQLite enters the index by either.
        """
        lasts = Q(unpublish_at=None) | Q(unpublish_at__gt=at)
        before = Q(publish_at__lt=OuterRef("publish_at")) | Q(article_id__lt=OuterRef("article_id"))
        river = self.model._default_manager.filter(
            lasts, before, tag_id=OuterRef("tag_id"), publish_at__lte=OuterRef("publish_at")
        )
        story = JSONObject(pk="article_id", slug="article__slug", title="article__title")
        return self.annotate(older=Subquery(river.newest_first().values_list(story)[:1]))

    def newest_first(self) -> Self:
        """In the order of a river, by the time that the row repeats."""
        return self.order_by("-publish_at", "-article_id")

    def newest_of_each(self, tags: "Iterable[Tag]", limit: int) -> Self:
        """Of these rows those of the `limit` newest stories of each tag, in one query of one short index range a tag.

        A window function would rank every story of every tag, so the ranges are joined by UNION ALL, each in a
        subquery of its own: the spelling that both databases accept for parts with a LIMIT. The part is compiled once,
        as the parts differ in the tag alone.
        """
        if not (ids := [tag.pk for tag in tags]):
            return self.none()
        rows = self.filter(tag_id=ANY_TAG).newest_first().values_list("pk")[:limit]
        part, params = rows.query.get_compiler(connection=connections[self.db]).as_sql()
        parts = " UNION ALL ".join(f"SELECT * FROM ({part}) AS part{number}" for number in range(len(ids)))  # noqa: S608
        filled = [tag if param == ANY_TAG else param for tag in ids for param in params]
        return self.filter(pk__in=RawSQL(parts, filled))  # noqa: S611  (compiled by the ORM above)
