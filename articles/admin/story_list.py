"""The list of stories: which ones, and what their columns say."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.utils import timezone

from articles import search
from articles.models import Article, Byline, PendingRevision, Tag
from articles.models.workflow import State
from articles.querysets import NEWEST_FIRST, ArticleQuerySet, start_of
from nuztrend.lib.dates import local_day

SCHEDULED = "scheduled"
TODAY = "today"
LATE = "late"
CHOICES = 40  # tags or bylines offered as a filter


ORDER_OF = {
    "state": NEWEST_FIRST,
    "since": NEWEST_FIRST,
    "tag": ("-taggings__article_id",),
    "byline": ("-credits__article_id",),
}
"""filter: the order in which its index holds the stories"""


class StoryList(ChangeList):
    """Reads what the columns show in a constant number of queries, no bodies, and along an index whatever is chosen."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Article]) -> list[str | Combinable]:
        """Give the order of the index by which the chosen stories are found: the list then reads no more than it shows.

        Stories of a state that few are in are found by it, others by the tag or byline.
        """
        filters: list[Any] = self.filter_specs
        values = {one.parameter_name: one.value() for one in filters if one.value() in dict(one.lookup_choices)}
        found = [name for name in ORDER_OF if name in values]
        if values.get("state") == State.PUBLISHED and len(found) > 1:
            found.remove("state")
        return list(ORDER_OF[found[0]]) if found else super().get_ordering(request, queryset)

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Article]:
        stories: ArticleQuerySet = super().get_queryset(request, exclude_parameters)  # type: ignore[assignment]
        shown = stories.select_related("stat").defer("body", "body_html").prefetch_related("taggings", "credits")
        return shown.with_public()


def holding(stories: QuerySet[Article], asked: str) -> QuerySet[Article]:
    """Give those of some stories that hold the words of a question, the newest thousand, or that have it as slug."""
    found = search.ids_of_all(search.read(asked))
    found += Article.objects.filter(slug=asked.strip()).values_list("pk", flat=True)
    return stories.filter(pk__in=found)


def state_word(story: Article, public: bool) -> str:
    """Give the state as an editor says it; `public` is whether readers see the story now."""
    if story.state != State.PUBLISHED or public:
        return story.get_state_display()
    if story.publish_at and story.publish_at > timezone.now():
        return SCHEDULED
    return "published, has left"


class StateFilter(admin.SimpleListFilter):
    """By state; a published story whose time is to come counts as scheduled."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        states = [(str(state.value), str(state.label)) for state in State]
        states.insert(2, (SCHEDULED, SCHEDULED))
        return states

    def queryset(self, request: HttpRequest, queryset: ArticleQuerySet) -> QuerySet[Article]:  # type: ignore[override]
        state = self.value()
        if state == SCHEDULED:
            return queryset.scheduled()
        return queryset.in_state(state) if state in State.values else queryset


class PeriodFilter(admin.SimpleListFilter):
    """By how long ago a story was published."""

    title = "published"
    parameter_name = "since"
    days: ClassVar = {"1": "in the last 24 hours", "7": "in the last 7 days", "30": "in the last 30 days"}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(TODAY, TODAY), *self.days.items()]

    def queryset(self, request: HttpRequest, queryset: ArticleQuerySet) -> QuerySet[Article]:  # type: ignore[override]
        if self.value() == TODAY:
            return queryset.came_out_since(start_of(local_day(timezone.now())))
        if self.value() not in self.days:
            return queryset
        return queryset.came_out_since(timezone.now() - timedelta(days=int(self.value() or 0)))


class DueFilter(admin.SimpleListFilter):
    """Unfinished stories by when they are to be ready."""

    title = "due"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(LATE, LATE)]

    def queryset(self, request: HttpRequest, queryset: ArticleQuerySet) -> QuerySet[Article]:  # type: ignore[override]
        return queryset.late() if self.value() == LATE else queryset


class ReviewerFilter(admin.SimpleListFilter):
    """Stories that whoever asks is to review."""

    title = "reviewer"
    parameter_name = "reviewer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("me", "me")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(reviewer=request.user.pk) if self.value() == "me" else queryset


class ChangesFilter(admin.SimpleListFilter):
    """Live stories of which readers do not see everything yet."""

    title = "changes"
    parameter_name = "changes"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("pending", "not yet published"), ("scheduled", "scheduled")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        changes = PendingRevision.objects.order_by()
        if self.value() == "scheduled":
            changes = changes.timed()
        return queryset.filter(pk__in=changes.values("pk")) if self.value() in {"pending", "scheduled"} else queryset


class SlugFilter(admin.SimpleListFilter):
    """By a row that the address names by its slug; long lists offer their first ones and the chosen one."""

    model: Any
    path = ""  # from the story to the row's id

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        offered = dict(self.offered().values_list("slug", "name")[:CHOICES])
        chosen = self.used_parameters.get(self.parameter_name or "")
        if chosen and chosen not in offered:
            offered |= self.model.objects.filter(slug=chosen).values_list("slug", "name")
        return list(offered.items())

    def offered(self) -> QuerySet[Any]:
        """The rows to choose from, the most useful first."""
        return self.model.objects.order_by("name")

    def has_output(self) -> bool:
        return bool(self.lookup_choices or self.used_parameters)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if not self.value():
            return queryset
        # By its id: only with that does PostgreSQL see that the index holds the stories in the order of the list.
        row = self.model.objects.filter(slug=self.value()).values_list("pk", flat=True).first()
        if row is None:
            return queryset.none()
        if request.GET.get("state", State.PUBLISHED) != State.PUBLISHED:
            # Few stories are drafts: SQLite would ask each story of the tag for its state, instead of the reverse.
            carrying = Article.objects.filter(**{self.path: row}, pk=OuterRef("pk"))
            return queryset.filter(Exists(carrying))
        return queryset.filter(**{self.path: row})


class TagFilter(SlugFilter):
    title = "tag"
    parameter_name = "tag"
    model = Tag
    path = "taggings__tag"

    def offered(self) -> QuerySet[Tag]:
        """The sections, in the order of the menu, then the other tags."""
        return Tag.objects.order_by(F("menu").asc(nulls_last=True), "name")


class BylineFilter(SlugFilter):
    title = "byline"
    parameter_name = "byline"
    model = Byline
    path = "credits__byline"


def names(rows: Iterable[Any]) -> str:
    """Give the names of some rows in one line."""
    return ", ".join(map(str, rows)) or "–"
