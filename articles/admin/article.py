"""Stories in the newsroom: writing, handing over, publishing, retracting. Every change is a verb of the model."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import DateTimeField, QuerySet
from django.forms.models import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from articles import related
from articles.admin.audited import AuditedAdmin, history_of, moment
from articles.admin.desk import DeskPages
from articles.admin.front import FrontPages
from articles.admin.gate import pass_checklist
from articles.admin.live import LivePages, carry_out_live, said_of_live, save_live, why_it_stays
from articles.admin.revisions import RevisionPages
from articles.admin.story_list import (
    BylineFilter,
    ChangesFilter,
    DueFilter,
    PeriodFilter,
    ReviewerFilter,
    StateFilter,
    StoryList,
    TagFilter,
    holding,
    names,
    state_word,
)
from articles.admin.trending import TrendingActions
from articles.admin.verbs import BUTTONS, OPEN_TO_WRITERS, PERMISSIONS, carry_out, outcome, refusal_of
from articles.admin.writing import Writing
from articles.forms import LIVE_VERBS, ArticleForm, PhotoSelect
from articles.merging import PLACES
from articles.models import Amendment, Article, Note
from articles.models.workflow import TRANSITIONS, State

ARRANGE = "articles.arrange_article"
AT_ONCE = 200
"""Stories that one action on the list takes."""


@admin.register(Article)
class ArticleAdmin(TrendingActions, FrontPages, DeskPages, LivePages, RevisionPages, Writing, AuditedAdmin):
    """The desk: the list of stories and the page on which one is written."""

    form = ArticleForm
    list_display = ["title", "shown_state", "shown_date", "by", "about", "comments", "links"]
    list_filter = [StateFilter, DueFilter, ReviewerFilter, ChangesFilter, TagFilter, BylineFilter, PeriodFilter]
    search_fields = ["title"]  # says that there is a search; `get_search_results` does it
    search_help_text = "All words of a story, “phrases”, -words to leave out; or its slug"
    ordering = ["-pk"]
    sortable_by = ()  # no index gives any other order than those of StoryList
    show_facets = admin.ShowFacets.NEVER
    actions = ["submit_chosen", "publish_chosen", "pin_chosen", "exclude_chosen", "release_chosen"]
    kept_readonly = ["shown_state", "first_published_at", "updated_at", "shown_version", "import_ref", "history"]

    # What the list shows

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[StoryList]:
        return StoryList

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return (holding(queryset, search_term) if search_term.strip() else queryset), False

    @admin.display(description="state")
    def shown_state(self, story: Article) -> str:
        public = getattr(story, "public", None)
        return state_word(story, story.is_public if public is None else public)

    @admin.display(description="date")
    def shown_date(self, story: Article) -> str:
        return moment(story.publish_at) if story.publish_at else "–"

    @admin.display(description="bylines")
    def by(self, story: Article) -> str:
        return names(credit.byline for credit in story.credits.all())

    @admin.display(description="tags")
    def about(self, story: Article) -> str:
        return names(story.subjects)

    @admin.display(description="comments")
    def comments(self, story: Article) -> int:
        return story.stat.comments if hasattr(story, "stat") else 0

    @admin.display(description="look")
    def links(self, story: Article) -> SafeString:
        preview = reverse("admin:articles_article_preview", args=[story.pk])
        public = getattr(story, "public", False)  # StoryList reads it with the list
        site = format_html('<br><a href="{}">view on site</a>', story.get_absolute_url()) if public else ""
        return format_html('<a href="{}">preview</a>{}', preview, site)

    # What the form shows

    @admin.display(description="version")
    def shown_version(self, story: Article) -> int:
        return story.version

    def history(self, story: Article) -> str:
        """The last things that were done to the story."""
        return history_of(story, 20)

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        live = self.is_live(obj)
        words = ["title", "dek", "body", "keywords", *([] if live else ["slug"])]
        shown = ["lead_photo", "bylines", "tags", "source_type", "ai_use"]
        time = ["publish_at", "unpublish_at", "embargo_until", "lead_position", "lead_until", "comments_policy"]
        times = f"Dates and times are those of the site: {escape(timezone.get_current_timezone_name())}."
        if live:
            time.insert(0, "slug")
            at_once = "What you change here is public as soon as you save."
            times += f" {at_once if self.has_publish_permission(request) else 'Editors change this.'}"
        side = {"classes": ["side"]}  # beside the words, where the window is wide enough
        fieldsets: list[Any] = [
            (None, {"fields": words}),
            ("Picture, names, tags", {"fields": shown, **side}),
            ("Read More", {"fields": ["picks", "blocks"], "classes": ["side", "collapse"]}),
            ("When and where", {"fields": time, "description": times, **side}),
            ("Who and by when", {"fields": ["reviewer", "due_at"], **side}),
        ]
        if self.may_publish_changes(request, obj):
            fieldsets.insert(1, ("Publish the changes", {"fields": ["kind", "told", "change_at"], **side}))
        if self.may_write(request, obj):
            fieldsets.append(("Note for the newsroom", {"fields": ["note"], **side}))
        if obj:
            fieldsets.append(("State", {"fields": self.kept_readonly, **side}))
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> list[str]:
        fields = list(self.kept_readonly)
        if self.is_live(obj) and not self.has_publish_permission(request):
            return fields + list(PLACES)
        if not request.user.has_perm(ARRANGE):
            fields += ["lead_position", "lead_until"]
        return fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Article | None = None) -> dict[str, Any]:
        return {} if obj and obj.was_public else {"slug": ["title"]}  # an address that readers have changes on purpose

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "lead_photo":
            kwargs["widget"] = PhotoSelect(db_field, self.admin_site)
        elif db_field.name == "reviewer":
            kwargs["queryset"] = get_user_model().objects.filter(is_staff=True, is_active=True).order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "lead_photo":
            field.widget.can_delete_related = False  # a slip here would take the picture from the library
        elif field and db_field.name == "reviewer":
            field.widget = field.widget.widget  # without the links that lead to accounts
        return field

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        form: Any = super().get_form(request, obj, change, **kwargs)  # a class that is made for this request only
        form.user = request.user
        form.verb = request.POST.get("_verb", "")
        form.refusal = getattr(request, "refusal", None)
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given = super().get_changeform_initial_data(request)
        moments = {field.name for field in Article._meta.fields if isinstance(field, DateTimeField)}
        # Their widget wants a moment, and an address gives it words.
        return {name: value for name, value in given.items() if name not in moments}

    def get_view_on_site_url(self, obj: Article | None = None) -> str | None:
        return obj.get_absolute_url() if obj and obj.is_public else None

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        obj = kwargs.get("obj")
        verbs = self.verbs_for(request, obj)
        context["buttons"] = [(verb, label) for verb, label in BUTTONS.items() if verb in verbs]
        context["may_retract"] = "retract" in verbs
        return super().render_change_form(request, context, *args, **kwargs)

    # Who may do what

    def may_write(self, request: HttpRequest, obj: Article | None) -> bool:
        """Whether the user may save this story, or a new one."""
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        open_to_writers = obj is None or obj.state in OPEN_TO_WRITERS or self.is_live(obj)  # by its pending changes
        if not open_to_writers and not self.has_publish_permission(request):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return request.user.is_active and request.user.is_superuser  # retracting is the way: it leaves a trace

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the user may make stories public (Django asks this for the action on the list)."""
        return request.user.has_perm(PERMISSIONS["publish"])

    def verbs_for(self, request: HttpRequest, obj: Article | None) -> list[str]:
        """Give the verbs that the story's state and the user's permissions allow."""
        state = obj.state if obj else State.DRAFT
        allowed = [verb for verb, (states, _) in TRANSITIONS.items() if state in states]
        if not self.may_write(request, obj):
            return []
        return [verb for verb in allowed if verb not in PERMISSIONS or request.user.has_perm(PERMISSIONS[verb])]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        deleted, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        if protected:
            told = set(Amendment.objects.filter(article__in=objs).values_list("article", flat=True))
            protected = [why_it_stays(story) for story in objs if story.pk in told] or protected
        # Nobody deletes comments by themselves, but they go with their story.
        return deleted, counts, set() if request.user.is_superuser else perms_needed, protected

    # Saving

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Render the Markdown before the transaction begins: a hostile text takes seconds, and writers would wait."""
        if request.method == "POST":
            verb = request.POST.get("_verb", "")
            if verb and (
                verb not in {*BUTTONS, *LIVE_VERBS}
                or not request.user.has_perms([PERMISSIONS[verb]] if verb in PERMISSIONS else [])
            ):
                raise PermissionDenied
            story = self.row_or_404(request, object_id) if object_id else None
            if story and not self.has_change_permission(request, story):
                return self.too_late(request, story)
            if self.may_write(request, story):
                request.refusal = refusal_of(request.POST.get("body", ""))  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def too_late(self, request: HttpRequest, story: Article) -> HttpResponse:
        """Answer 403 to a writer whose story was published meanwhile, with every word that was sent."""
        words = ("title", "dek", "body", "keywords", "note", "private_note")
        sent = [(name, request.POST[name]) for name in words if request.POST.get(name)]
        context = {"title": "You cannot change this story now", "sent": sent, "state": story.get_state_display()}
        return self.page(request, "admin/articles/article/too_late.html", story, context, status=403)

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        verb, note = form.verb, form.cleaned_data.get("note", "")
        if change and (told := form.cleaned_data.get("private_note")):
            Note.objects.write(obj, told, request.user)
        if form.live:
            request.before = form.stored.pending  # type: ignore[attr-defined]
            carry_out_live(save_live(obj, form, request.user), verb, request.user, form.cleaned_data)
            self.note_checklist(request, obj, form)
            return
        if saves := form.changes_the_story or not verb or not change:
            obj.save_version(
                by=request.user,
                tags=form.cleaned_data["tags"],
                bylines=form.cleaned_data["bylines"],
                note="" if verb == "return" else note,
            )
            related.choose(obj, form.cleaned_data["picks"], form.cleaned_data["blocks"])
        if verb:
            carry_out(obj, verb, request.user, note if verb == "return" or not saves else "")
        self.note_checklist(request, obj, form)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing is left to save: `save_version` took the tags and bylines too."""

    def response_add(self, request: HttpRequest, obj: Article, post_url_continue: str | None = None) -> HttpResponse:
        if "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return self.after_saving(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        if "_popup" in request.POST:
            return super().response_change(request, obj)
        return self.after_saving(request, obj)

    def after_saving(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Say what became of the story and stay on its page."""
        verb = request.POST.get("_verb", "")
        if hasattr(request, "before"):
            for level, words in said_of_live(obj, request.before, verb):
                self.message_user(request, words, level)
        else:
            self.message_user(request, outcome(obj, verb), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[obj.pk]))

    # Actions on the list

    @admin.action(description="Submit the chosen stories for review", permissions=["change"])
    def submit_chosen(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self.each(request, queryset, "submit")

    @admin.action(description="Publish the chosen stories", permissions=["publish"])
    def publish_chosen(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self.each(request, queryset, "publish")

    def each(self, request: HttpRequest, queryset: QuerySet[Article], verb: str) -> None:
        """Carry a verb out on each story and say of each what became of it."""
        # read once: a verb can take a story out of the list's filter
        keys = list(queryset.values_list("pk", flat=True)[: AT_ONCE + 1])
        for key in keys[:AT_ONCE]:
            try:
                with transaction.atomic():
                    story = self.one(request, key, verb)
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
            else:
                self.message_user(request, outcome(story, verb), messages.SUCCESS)
        if len(keys) > AT_ONCE:
            self.message_user(request, f"Only the first {AT_ONCE} stories were taken.", messages.WARNING)

    def one(self, request: HttpRequest, key: int, verb: str) -> Article:
        """Carry a verb out on a story as it is stored now, and give the story; in a transaction.

        Raises:
            ValidationError: the story is gone, or the user, its state or the checklist does not allow it.
        """
        story = Article.objects.select_for_update(no_key=True).filter(pk=key).first()
        if story is None:
            raise ValidationError("One of the chosen stories was deleted meanwhile.")
        if not self.has_change_permission(request, story):
            raise ValidationError(f"“{story}”: you may not change it.")
        if verb == "publish":
            pass_checklist(story)
        carry_out(story, verb, request.user)
        return story
