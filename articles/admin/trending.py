"""What editors do about Latest Trending: they pin a story, keep one out, and let readers decide again."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.audited import moment
from articles.admin.verbs import PERMISSIONS
from articles.forms import ReasonForm
from articles.models import Article, TrendingChoice

AT_ONCE = 50
"""Stories that one action takes, as many as a page of the list shows."""


def each(request: HttpRequest, stories: Iterable[Article], verb: Callable[[Article], Any], done: str) -> None:
    """Carry a verb out on each story and say of each what became of it."""
    for story in stories:
        try:
            changed = verb(story)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            text = f"“{story}” {done}." if changed is not False else f"No editor had decided about “{story}”."
            messages.success(request, text)


def release(request: HttpRequest, stories: Iterable[Article]) -> None:
    """Let readers decide about these stories again."""
    each(request, stories, lambda story: TrendingChoice.objects.release(story, request.user), "is released")


class TrendingActions(admin.ModelAdmin):
    """Adds to the list of stories what editors decide about Latest Trending; who may publish may do it."""

    @admin.action(description="Latest Trending: pin the chosen stories to the top", permissions=["publish"])
    def pin_chosen(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        each(request, queryset[:AT_ONCE], lambda story: TrendingChoice.objects.pin(story, request.user), "is pinned")

    @admin.action(description="Latest Trending: keep the chosen stories out…", permissions=["publish"])
    def exclude_chosen(self, request: HttpRequest, queryset: QuerySet[Article]) -> TemplateResponse | None:
        """Ask why, then keep them out."""
        answered = "reason" in request.POST
        form = ReasonForm(
            request.POST if answered else None, help_text="Stands in the audit log; readers do not see it."
        )
        if answered and form.is_valid():
            reason = form.cleaned_data["reason"]
            each(
                request,
                queryset[:AT_ONCE],
                lambda story: TrendingChoice.objects.keep_out(story, request.user, reason),
                "is kept out of Latest Trending",
            )
            return None
        stories = list(queryset[:AT_ONCE])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Keep these stories out of Latest Trending?",
            "form": form,
            "kept": [("action", "exclude_chosen"), *((helpers.ACTION_CHECKBOX_NAME, story.pk) for story in stories)],
            "rows": stories,
            "button": "Keep out",
            "back": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/ask_reason.html", context)

    @admin.action(description="Latest Trending: let readers decide about the chosen stories", permissions=["publish"])
    def release_chosen(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        release(request, queryset[:AT_ONCE])


@admin.register(TrendingChoice)
class TrendingChoiceAdmin(admin.ModelAdmin):
    """What editors have decided, to be looked at and released; deciding is done on the list of stories."""

    list_display = ["story", "kind", "reason", "decided"]
    list_display_links = None
    list_select_related = ["article"]
    sortable_by = ()
    show_full_result_count = False
    actions = ["release_chosen"]

    @admin.display(description="story")
    def story(self, choice: TrendingChoice) -> SafeString:
        return format_html('<a href="{}">{}</a>', choice.article.get_absolute_url(), choice.article)

    @admin.display(description="since")
    def decided(self, choice: TrendingChoice) -> str:
        return moment(choice.since)

    @admin.action(description="Let readers decide about the chosen stories", permissions=["view"])
    def release_chosen(self, request: HttpRequest, queryset: QuerySet[TrendingChoice]) -> None:
        release(request, [choice.article for choice in queryset])

    def has_view_permission(self, request: HttpRequest, obj: TrendingChoice | None = None) -> bool:
        return request.user.has_perm(PERMISSIONS["publish"])

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: TrendingChoice | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: TrendingChoice | None = None) -> bool:
        return False
