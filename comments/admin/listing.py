"""All comments, to be searched, and the page of one. Readers' words are decided on, never edited."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from articles.admin.audited import moment
from articles.forms import ReasonForm
from comments.admin.desk.decisions import Choice, decide, move
from comments.admin.desk.entry import Entry
from comments.admin.desk.views import MODERATE, number
from comments.models import TRANSITIONS, Comment, CommentQuerySet, Report, State
from nuztrend.lib.paging import CountedToALimit

AT_ONCE = 500
"""Comments that one action on the list takes."""

EXCERPT = 160  # characters

DECISIONS = {"approve": "Approve", "reject": "Reject", "remove": "Remove", "spam": "Mark as spam"}
DONE = {"approve": "approved", "reject": "rejected", "remove": "removed", "spam": "marked as spam"}


class StateFilter(admin.SimpleListFilter):
    """By state, those that wait for a decision first."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(state.value), str(state.label)) for state in State]

    def queryset(self, request: HttpRequest, queryset: CommentQuerySet) -> QuerySet[Comment]:  # type: ignore[override]
        return queryset.in_state(self.value() or "") if self.value() in State.values else queryset


class ReportedFilter(admin.SimpleListFilter):
    """Those about which a reader waits for an answer."""

    title = "reports"
    parameter_name = "reported"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "reports that wait"), ("any", "any report")]

    def queryset(self, request: HttpRequest, queryset: CommentQuerySet) -> QuerySet[Comment]:  # type: ignore[override]
        reports = {"open": Report.objects.open(), "any": Report.objects.all()}.get(self.value() or "")
        return queryset if reports is None else queryset.filter(pk__in=reports.order_by().values("comment_id"))


class SharedFilter(admin.SimpleListFilter):
    """Those that share a value, to which the desk leads: there is nothing to choose, but what is chosen can be left."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        chosen = request.GET.get(self.parameter_name or "", "")[:16]
        return [(chosen, "only these")] if chosen else []

    def queryset(self, request: HttpRequest, queryset: CommentQuerySet) -> QuerySet[Comment]:  # type: ignore[override]
        return queryset.filter(**{self.parameter_name or "": self.value()}) if self.value() else queryset


class NetworkFilter(SharedFilter):
    title = "network"
    parameter_name = "network"


class LikenessFilter(SharedFilter):
    title = "nearly the same text"
    parameter_name = "likeness"


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """The list of all comments, and the page of one."""

    list_display = ["excerpt", "name", "story", "shown_date", "shown_state"]
    # a filter by date would walk all comments: no index has it, and none else needs one
    list_filter = [StateFilter, ReportedFilter, NetworkFilter, LikenessFilter]
    search_fields = ["text", "name", "article__title"]
    search_help_text = "Words of the comment, name or headline"
    ordering = ["-pk"]
    paginator = CountedToALimit
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    actions = ["approve_chosen", "reject_chosen", "remove_chosen", "spam_chosen"]
    fields = ["story", "name", "words", "shown_date", "shown_state"]
    readonly_fields = ["story", "name", "words", "shown_date", "shown_state"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        shown = ("name", "text", "state", "created_at", "article__title", "article__slug")
        return super().get_queryset(request).select_related("article").only(*shown)

    @admin.display(description="comment")
    def excerpt(self, comment: Comment) -> str:
        return Truncator(comment.text).chars(EXCERPT)

    @admin.display(description="story")
    def story(self, comment: Comment) -> SafeString:
        address = reverse("admin:articles_article_change", args=[comment.article_id])
        return format_html('<a href="{}">{}</a>', address, comment.article)

    @admin.display(description="date")
    def shown_date(self, comment: Comment) -> str:
        return moment(comment.created_at)

    @admin.display(description="state")
    def shown_state(self, comment: Comment) -> str:
        return comment.get_state_display()

    @admin.display(description="comment")
    def words(self, comment: Comment) -> SafeString:
        return format_html('<div class="words">{}</div>', comment.text)

    def get_view_on_site_url(self, obj: Comment | None = None) -> str | None:
        return obj.get_absolute_url() if obj and obj.is_visible else None

    # Who may do what

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # readers write comments

    def has_change_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False  # nobody changes a reader's words

    def has_delete_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False  # removing leaves a trace, and the counter of the story right

    def has_view_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return request.user.has_perm("comments.view_comment") or self.has_moderate_permission(request)

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """Whether the user may decide on comments (Django asks this for the actions on the list)."""
        return request.user.has_perm(MODERATE)

    # The list

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        waiting = Comment.objects.waiting().count()
        title = f"Comments: {waiting} waiting for a decision" if waiting else "Comments: none is waiting"
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    @admin.action(description="Approve the chosen comments", permissions=["moderate"])
    def approve_chosen(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self.each(request, queryset, "approve")

    @admin.action(description="Mark the chosen comments as spam", permissions=["moderate"])
    def spam_chosen(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self.each(request, queryset, "spam")

    @admin.action(description="Reject the chosen comments…", permissions=["moderate"])
    def reject_chosen(self, request: HttpRequest, queryset: QuerySet[Comment]) -> HttpResponse | None:
        return self.with_reason(request, queryset, "reject", required=False)

    @admin.action(description="Remove the chosen comments…", permissions=["moderate"])
    def remove_chosen(self, request: HttpRequest, queryset: QuerySet[Comment]) -> HttpResponse | None:
        return self.with_reason(request, queryset, "remove", required=True)

    def with_reason(
        self, request: HttpRequest, queryset: QuerySet[Comment], verb: str, required: bool
    ) -> HttpResponse | None:
        """Ask why, then carry the verb out on each comment."""
        answered = "reason" in request.POST
        form = ReasonForm(request.POST if answered else None, required=required, help_text="Stands in the record.")
        if answered and form.is_valid():
            self.each(request, queryset, verb, form.cleaned_data["reason"])
            return None
        chosen = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        kept = [("action", f"{verb}_chosen"), ("select_across", request.POST.get("select_across", "0"))]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{DECISIONS[verb]} these comments?",
            "form": form,
            "kept": kept + [(helpers.ACTION_CHECKBOX_NAME, pk) for pk in chosen],
            "rows": [f"{comment.name}: {self.excerpt(comment)}" for comment in queryset[:20]],
            "more": max(0, queryset.count() - 20),
            "button": DECISIONS[verb],
            "back": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/ask_reason.html", context)

    def each(self, request: HttpRequest, queryset: QuerySet[Comment], verb: str, reason: str = "") -> None:
        """Carry a verb out on each comment and say what became of them."""
        done = 0
        rows = list(queryset[: AT_ONCE + 1])  # read once: a verb takes a comment out of the list's filter
        for comment in rows[:AT_ONCE]:
            try:
                move(comment, Choice(verb), request.user, reason)
                done += 1
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
        if done:
            words = f"{done} comment was {DONE[verb]}." if done == 1 else f"{done} comments were {DONE[verb]}."
            self.message_user(request, words, messages.SUCCESS)
        if len(rows) > AT_ONCE:
            self.message_user(request, f"Only the first {AT_ONCE} comments were taken.", messages.WARNING)

    # The page of one comment

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.decide_view)
        return [path("<path:object_id>/decide/", view, name="comments_comment_decide"), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        comment = kwargs.get("obj")
        context["entry"] = Entry.of(comment.pk) if comment else None
        if comment and self.has_moderate_permission(request):
            allowed = [verb for verb, (states, _) in TRANSITIONS.items() if comment.state in states]
            context["decisions"] = [(verb, DECISIONS[verb]) for verb in DECISIONS if verb in allowed]
            context["decide"] = reverse("admin:comments_comment_decide", args=[comment.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def decide_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Carry one verb out on one comment (POST only)."""
        if not self.has_moderate_permission(request) or request.method != "POST":
            raise PermissionDenied
        comment = self.get_object(request, unquote(object_id))
        verb = request.POST.get("verb", "")
        if comment is None or verb not in DECISIONS:
            raise Http404("no such comment, or no such decision")
        address = reverse("admin:comments_comment_change", args=[comment.pk])
        form = ReasonForm(request.POST, required=False)
        try:
            if not form.is_valid():
                raise ValidationError(form.errors["reason"].as_data())
            decide(
                comment.pk, Choice(verb), request.user, seen=number(request, "seen"), words=form.cleaned_data["reason"]
            )
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        else:
            text = format_html('The comment by <a href="{}">{}</a> was {}.', address, comment.name, DONE[verb])
            self.message_user(request, text, messages.SUCCESS)
            following = Comment.objects.waiting().order_by("-pk").only("pk").first()
            address = (
                reverse("admin:comments_comment_change", args=[following.pk])
                if following
                else reverse("admin:comments_comment_changelist")
            )
        return HttpResponseRedirect(address)
