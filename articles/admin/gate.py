"""The checklist in the form of a story, and at the door through which stories go out."""

from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BoundField, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from articles.gate import Candidate, Report, report_of
from articles.gate.form import LONGEST_REASON, OVERRULE, candidate_of, may_publish
from articles.models import Article, PendingRevision
from nuztrend.models import AuditEntry

FRAGMENT = "admin/articles/article/_checklist.html"
DATES = {"publish_at", "unpublish_at"}


def stored_candidate(story: Article | None, user: Any = None) -> Candidate:
    """Give what a member would publish of a story as it is stored: its pending changes where it has some."""
    if story is None or story.pk is None:
        return Candidate("", "", "", None, [], [], "", "")
    pending = PendingRevision.objects.of(story) if story.is_live else None
    if pending is None:
        return Candidate.of(story)
    candidate = Candidate.of_pending(pending)
    return candidate if may_publish(user) else replace(candidate, kind=None)


def pass_checklist(story: Article) -> None:
    """Let a stored story go out.

    Raises:
        ValidationError: the checklist stops it; the text says why.
    """
    report = report_of(stored_candidate(story))
    if report.blocks:
        raise ValidationError(f"“{story}”: the checklist stops it. {report.says}")


class ChecklistPages(admin.ModelAdmin):
    """Adds the checklist to the desk for stories."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.checklist_view)
        return [
            path("add/checklist/", view, name="articles_article_new_checklist"),
            path("<path:object_id>/checklist/", view, name="articles_article_checklist"),
            *super().get_urls(),
        ]

    def checklist_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """Answer the fields of the form with the checklist as HTML; nothing is stored."""
        desk: Any = self
        story = desk.row_or_404(request, object_id) if object_id else None
        if not desk.may_write(request, story):
            raise PermissionDenied
        return require_POST(self._checklist)(request, story)

    def _checklist(self, request: HttpRequest, story: Article | None) -> HttpResponse:
        form = self.get_form(request, story, change=story is not None)(request.POST, instance=story)
        context = self.checklist_context(request, story, report_of(candidate_of(form)), form)
        return render(request, FRAGMENT, context, using="django")

    def checklist_context(
        self, request: HttpRequest, story: Article | None, report: Report, form: ModelForm
    ) -> dict[str, Any]:
        """Give what the checklist shows: each line with the id of the field that mends it."""
        again = (
            reverse("admin:articles_article_checklist", args=[story.pk])
            if story and story.pk
            else reverse("admin:articles_article_new_checklist")
        )
        return {
            "report": report,
            "lines": [(line, field_id(form, line.field)) for line in report.lines],
            "checklist_again": again,
            "may_overrule": request.user.has_perm(OVERRULE),
            "overrule": request.POST.get("overrule", "")[: 2 * LONGEST_REASON],
        }

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        story, form = kwargs.get("obj"), context["adminform"].form
        if getattr(self, "may_write")(request, story):  # noqa: B009  (the desk has it)
            candidate = candidate_of(form) if form.is_bound else stored_candidate(story, request.user)
            report = getattr(form, "report", None) or report_of(candidate)
            context |= self.checklist_context(request, story, report, form)
        return super().render_change_form(request, context, *args, **kwargs)

    def note_checklist(self, request: HttpRequest, story: Article, form: Any) -> None:
        """Write down that the checklist was overruled, and say what stays open; in the transaction of the verb."""
        if overruled := getattr(form, "overruled", ""):
            AuditEntry.objects.record(story, "overrule the checklist", request.user, overruled)
        report: Report | None = getattr(form, "report", None)
        if report and report.warns:
            open_points = " ".join(line.says for line in report.warns)
            self.message_user(request, f"The checklist notes: {open_points}", messages.WARNING)


def field_id(form: ModelForm, name: str) -> str:
    """Give the id of the first element of a field, empty where the form has no such field."""
    if name not in form.fields:
        return ""
    field: BoundField = form[name]
    if name in DATES:
        return f"{field.auto_id}_0"
    return str(field.subwidgets[0].id_for_label) if name == "kind" and field.subwidgets else str(field.auto_id)
