"""Stories that readers have: their words change by way of pending changes, which somebody publishes."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import related
from articles.admin.audited import moment
from articles.admin.story_list import state_word
from articles.admin.verbs import LIVE_BUTTONS, PERMISSIONS
from articles.forms import ReasonForm, RetractForm, SupersedeForm
from articles.merging import LISTS, moved, sent_content
from articles.models import Amendment, Article, PendingRevision
from articles.models.content import changed_fields
from articles.views import article_context
from articles.wording.contents import LABELS
from nuztrend.models import AuditEntry


def save_live(story: Article, form: Any, by: Any) -> PendingRevision | None:
    """Save the form of a live story: where it stands changes at once, what it says becomes its pending changes."""
    row = Article.objects.get(pk=story.pk)
    note = form.cleaned_data.get("note", "")
    if places := moved(form, form.stored):
        for name in set(places) - set(LISTS):
            setattr(row, name, form.cleaned_data[name])
        row.save_version(by, note=note)
        if set(places) & set(LISTS):
            related.choose(row, form.cleaned_data["picks"], form.cleaned_data["blocks"])
    before = form.stored.pending.version if form.stored.pending else 0
    pending = PendingRevision.objects.hold(row, sent_content(form), by, note)
    if note and not places and before == (pending.version if pending else before):
        AuditEntry.objects.record(row, "save changes", by, note)  # nothing else changed that the note could stand at
    return pending


def carry_out_live(pending: PendingRevision | None, verb: str, by: Any, sent: dict[str, Any]) -> None:
    """Do with pending changes what a button says; the form has asked for everything that it takes."""
    if pending is None:
        return
    if verb == "publish changes":
        pending.publish(by, sent["kind"], sent["told"])
    elif verb == "schedule changes":
        pending.schedule(by, sent["change_at"], sent["kind"], sent["told"])
    elif verb == "unschedule changes" and pending.publish_at:
        pending.unschedule(by)


def said_of_live(story: Article, before: PendingRevision | None, verb: str) -> list[tuple[int, str]]:
    """Give what an editor is told after saving the form of a live story."""
    site = format_html('<a href="{}">View on site</a>', story.get_absolute_url())
    if verb == "publish changes":
        return [(messages.SUCCESS, format_html("Readers see the changes of “{}” now. {}", story, site))]
    pending = PendingRevision.objects.of(story)
    if pending is None:
        ended = " There are no pending changes any more; what they said is among the revisions." if before else ""
        return [(messages.SUCCESS, f"“{story}” is saved. Its words are those that readers see.{ended}")]
    if pending.publish_at:
        return [(messages.SUCCESS, f"Readers get the changes of “{story}” on {moment(pending.publish_at)}.")]
    told = [
        (messages.SUCCESS, f"The changes of “{story}” are saved. Readers do not see them until they are published.")
    ]
    if before and before.publish_at:
        when = moment(before.publish_at)
        told.append((messages.WARNING, f"They were to come out on {when}: that is off until somebody agrees again."))
    return told


class LivePages(admin.ModelAdmin):
    """Adds to the desk for stories what is done with live ones."""

    def is_live(self, obj: Article | None) -> bool:
        """Whether readers have the story; once said, it holds for this request."""
        return bool(obj and obj.pk and obj.__dict__.setdefault("_was_live", obj.is_live))

    def may_publish_changes(self, request: HttpRequest, obj: Article | None) -> bool:
        """Whether the form offers to publish changes."""
        return self.is_live(obj) and request.user.has_perm(PERMISSIONS["publish changes"])

    def get_urls(self) -> list[URLPattern]:
        own: dict[str, Any] = {
            "preview": self.preview_view,
            "retract": self.retract_view,
            "discard": self.discard_view,
            "amendments/<int:pk>/supersede": self.supersede_view,
        }
        names = {name: name.rpartition("/")[2] for name in own}
        view = self.admin_site.admin_view
        return [
            path(f"<path:object_id>/{route}/", view(page), name=f"articles_article_{names[route]}")
            for route, page in own.items()
        ] + super().get_urls()

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        obj, form = kwargs.get("obj"), context["adminform"].form
        if self.is_live(obj) and form.stored:
            context |= self.live_context(form.stored)
            if self.may_publish_changes(request, obj):
                scheduled = form.stored.pending and form.stored.pending.publish_at
                verbs = [verb for verb in LIVE_BUTTONS if scheduled or verb != "unschedule changes"]
                context["live_buttons"] = [(verb, LIVE_BUTTONS[verb]) for verb in verbs]
        if obj and obj.amendments:
            context["amendments"] = list(Amendment.objects.of(obj).with_numbers().reverse())
            context["may_supersede"] = request.user.has_perm(PERMISSIONS["publish changes"])
        return super().render_change_form(request, context, *args, **kwargs)

    def live_context(self, stored: Any) -> dict[str, Any]:
        """Give what stands above the form of a live story."""
        fields = [LABELS[name] for name in changed_fields(stored.live, stored.content)]
        return {"live": True, "pending": stored.pending, "pending_fields": fields, "rejoined": stored.merged}

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the story's public page as it would be, whatever its state; no cache and no robot keeps it.

        Of a live story with pending changes it is the page with these, unless the live version is asked for.
        """
        desk: Any = self
        pk = desk.row_or_404(request, object_id).pk
        story = get_object_or_404(Article.objects.for_article_page(), pk=pk)
        word, public = state_word(story, story.is_public), story.is_public
        pending = PendingRevision.objects.of(story)
        versions: dict[str, Any] = {"preview_other": ""}
        if pending and request.GET.get("version") == "live":
            versions = {"preview_other": "?", "preview_other_words": "Show the pending changes"}
        elif pending:
            story, tags, bylines = pending.preview()
            by = f" by {pending.by}" if pending.by else ""
            word, public = f"pending changes, saved{by} on {moment(pending.saved_at)}", False
            versions = {"preview_other": "?version=live", "preview_other_words": "Show what readers see"}
            versions |= {"tags": tags, "bylines": bylines}
        context = {**article_context(story), "preview_state": word, "preview_public": public, **versions}
        response = TemplateResponse(request, "articles/preview.html", context)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def retract_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask why, and where the address leads then; take the story back."""
        desk: Any = self
        story = desk.row_or_404(request, object_id)
        if not request.user.has_perm(PERMISSIONS["retract"]):
            raise PermissionDenied
        form = RetractForm(story, request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                story.retract(request.user, form.cleaned_data["reason"], form.cleaned_data["moved_to"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return self.back_to(request, story, f"“{story}” is retracted.")
        context = {"title": f"Retract “{story}”?", "form": form, "button": "Retract"}
        context |= {"media": self.media + form.media, "pending": PendingRevision.objects.of(story)}
        return desk.page(request, "admin/articles/article/retract.html", story, context)

    def discard_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what would be discarded, ask, and do it."""
        desk: Any = self
        story = desk.row_or_404(request, object_id)
        if not desk.has_change_permission(request, story):
            raise PermissionDenied
        pending = PendingRevision.objects.of(story)
        if pending is None:
            return self.back_to(request, story, "There are no pending changes.", messages.WARNING)
        form = ReasonForm(request.POST or None, required=False, help_text="Stands in the audit log.")
        seen = request.POST.get("pending") == str(pending.version)
        if request.method == "POST" and seen and form.is_valid():
            try:
                pending.discard(request.user, form.cleaned_data["reason"])
            except ValidationError as error:
                return self.back_to(request, story, " ".join(error.messages), messages.WARNING)
            return self.back_to(request, story, "The changes are discarded. What they said is among the revisions.")
        context = {"title": f"Discard the pending changes of “{story}”?", "form": form, "button": "Discard changes"}
        context["kept"] = [("pending", pending.version)]
        context["rows"] = [f"saved by {pending.by or 'the system'} on {moment(pending.saved_at)}"]
        context["words"] = "Readers keep the story as they see it now; the changes stay among the revisions."
        context["back"] = self.address_of(story)
        return desk.page(request, "admin/ask_reason.html", story, context)

    def supersede_view(self, request: HttpRequest, object_id: str, pk: int) -> HttpResponse:
        """Ask for the words that hold in place of an update or a correction, which itself stays for good."""
        desk: Any = self
        story = desk.row_or_404(request, object_id)
        if not request.user.has_perm(PERMISSIONS["publish changes"]):
            raise PermissionDenied
        told = get_object_or_404(Amendment.objects.of(story), pk=pk)
        form = SupersedeForm(request.POST or None, help_text="Readers see both, and that this one replaces the other.")
        if request.method == "POST" and form.is_valid():
            try:
                told.supersede(form.cleaned_data["reason"], request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return self.back_to(request, story, f"Readers are told what holds in place of the {told.kind}.")
        context = {"title": f"Supersede the {told.kind} of {moment(told.at)}?", "form": form, "rows": [told.text]}
        context |= {"button": "Supersede", "back": self.address_of(story)}
        context["words"] = "Nobody can change or delete what readers were told. What you write now stands above it."
        return desk.page(request, "admin/ask_reason.html", story, context)

    def address_of(self, story: Article) -> str:
        """Give the address of the form of a story."""
        return reverse("admin:articles_article_change", args=[story.pk])

    def back_to(self, request: HttpRequest, story: Article, words: str, level: int = messages.SUCCESS) -> HttpResponse:
        """Say what came of a page's question, and go back to the story."""
        self.message_user(request, words, level)
        return HttpResponseRedirect(self.address_of(story))


def why_it_stays(story: Article) -> SafeString:
    """Give the sentence that says why a story cannot be deleted."""
    return format_html(
        "“{}” has updates or corrections, and the public record of them can never be deleted. Retract it instead.",
        story,
    )
