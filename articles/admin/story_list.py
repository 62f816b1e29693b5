"""The list of stories: which ones, and what their columns say."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles.models import Article, Byline, Tag
from articles.models.article import State
from articles.querysets import ArticleQuerySet

SCHEDULED = "scheduled"
CHOICES = 40  # tags or bylines offered as a filter


class StoryList(ChangeList):
    """Reads what the columns show in a constant number of queries, and no bodies."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Article]:
        public = Article.objects.published().filter(pk=OuterRef("pk"))
        return (
            super()
            .get_queryset(request, exclude_parameters)
            .select_related("stat")
            .defer("body", "body_html")
            .prefetch_related("taggings", "credits")
            .annotate(public=Exists(public))
        )


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


class SlugFilter(admin.SimpleListFilter):
    """By a row that the address names by its slug; long lists offer their first ones and the chosen one."""

    model: Any
    path = ""

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
        return queryset.filter(**{self.path: self.value()}) if self.value() else queryset


class TagFilter(SlugFilter):
    title = "tag"
    parameter_name = "tag"
    model = Tag
    path = "tags__slug"

    def offered(self) -> QuerySet[Tag]:
        """The sections, in the order of the menu, then the other tags."""
        return Tag.objects.order_by(F("menu").asc(nulls_last=True), "name")


class BylineFilter(SlugFilter):
    title = "byline"
    parameter_name = "byline"
    model = Byline
    path = "bylines__slug"


def names(rows: Iterable[Any]) -> str:
    """Give the names of some rows in one line."""
    return ", ".join(map(str, rows)) or "–"
