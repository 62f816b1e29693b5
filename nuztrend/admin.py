"""The newsroom's frame: its name, and the audit log, which everybody may trust because nobody can edit it."""

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html

from articles.admin.audited import moment
from nuztrend.lib.paging import CountedToALimit
from nuztrend.models import AuditEntry
from nuztrend.signin import admin as accounts  # noqa: F401  (the list of accounts)

KINDS = {
    "articles.article": "stories",
    "articles.photo": "photos",
    "articles.tag": "tags",
    "articles.byline": "bylines",
    "comments.weight": "weights of comments",
    "comments.wordlist": "word lists",
    "auth.user": "accounts",
}
VERBS = ["create", "change", "restore", "submit", "return", "publish", "retract", "pin", "exclude", "release", "delete"]
VERBS += ["merge", "undo merge"]
VERBS += ["save changes", "publish changes", "schedule changes", "unschedule changes", "discard changes"]
VERBS += ["changes not published", "supersede update", "supersede correction", "overrule the checklist"]
VERBS += ["write a note", "make a preview link", "revoke a preview link", "place"]
VERBS += ["sign in", "sign out", "fail to sign in", "change password", "set up codes", "make backup codes"]
VERBS += ["remove codes", "recover", "erase account"]
SEARCHED = 100_000
"""Entries, the newest, through which a search goes: no index knows words within a note."""

admin.site.site_header = admin.site.site_title = f"{settings.SITE_NAME} newsroom"
admin.site.index_title = "Newsroom"
admin.site.empty_value_display = "–"


class Filter(admin.SimpleListFilter):
    """Equality with one of a few known values: looking for the values in the log would read all of it."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.filter(**{self.parameter_name or "": self.value()}) if self.value() else queryset


class KindFilter(Filter):
    title = "what"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(KINDS.items())


class VerbFilter(Filter):
    title = "verb"
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(verb, verb) for verb in VERBS]


class PeriodFilter(admin.SimpleListFilter):
    """By how long ago it was."""

    title = "when"
    parameter_name = "since"
    days: ClassVar = {"1": "in the last 24 hours", "7": "in the last 7 days", "30": "in the last 30 days"}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.days.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        if self.value() not in self.days:
            return queryset
        # By key, in whose order the log is read: the first entry of the period is one step into the index of times.
        since = timezone.now() - timedelta(days=int(self.value() or 0))
        first = AuditEntry.objects.filter(at__gte=since).order_by("at").values_list("pk", flat=True).first()
        return queryset.filter(pk__gte=first) if first else queryset.none()


class ByFilter(Filter):
    title = "who"
    parameter_name = "by__username"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        staff = get_user_model().objects.filter(is_staff=True).order_by("username")[:50]
        return [(user.get_username(), user.get_username()) for user in staff]


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """The audit log, to be read."""

    list_display = ["shown_date", "who", "verb", "what", "row", "note"]
    list_display_links = None
    list_filter = [PeriodFilter, KindFilter, VerbFilter, ByFilter]
    list_select_related = ["by"]
    list_per_page = 100
    search_fields = ["object_name", "note"]
    search_help_text = f"Part of a headline or name, or of a note; of the newest {SEARCHED:,} entries"
    paginator = CountedToALimit
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ["-pk"]
    fields = ["shown_date", "who", "verb", "what", "row", "note"]
    readonly_fields = ["shown_date", "who", "verb", "what", "row", "note"]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        found, doubled = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return found, doubled
        newest = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        return found.filter(pk__gt=newest - SEARCHED), doubled

    @admin.display(description="date")
    def shown_date(self, entry: AuditEntry) -> str:
        return moment(entry.at)

    @admin.display(description="who")
    def who(self, entry: AuditEntry) -> str:
        return str(entry.by) if entry.by else "the system"

    @admin.display(description="what")
    def what(self, entry: AuditEntry) -> str:
        return KINDS.get(entry.kind, entry.kind)

    @admin.display(description="which")
    def row(self, entry: AuditEntry) -> str:
        try:
            address = reverse(f"admin:{entry.kind.replace('.', '_')}_change", args=[entry.object_id])
        except NoReverseMatch:
            return entry.object_name
        return format_html('<a href="{}">{}</a>', address, entry.object_name)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False
