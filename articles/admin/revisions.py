"""What a story said when: its revisions, the difference between any two, and the way back to one."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from articles.admin.gate import pass_checklist
from articles.admin.verbs import refusal_of
from articles.merging import Stored
from articles.models import Article, PendingRevision, Revision
from articles.models.content import ROWS, Content, content_of, fill, rows_of
from articles.wording.contents import changes_between
from nuztrend.lib.paging import LAST_PAGE, MovedToFirstPage, Page, page_number, page_of, to_first_page

A_PAGE = 50


class RevisionPages(admin.ModelAdmin):
    """Adds the pages of a story's revisions to the desk."""

    def get_urls(self) -> list[URLPattern]:
        view, below = self.admin_site.admin_view, "<path:object_id>/revisions/"
        return [
            path(below, view(self.revisions_view), name="articles_article_revisions"),
            path(f"{below}difference/", view(self.difference_view), name="articles_article_difference"),
            path(f"{below}<int:number>/restore/", view(self.restore_view), name="articles_article_restore"),
            *super().get_urls(),
        ]

    def revisions_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """List the revisions of a story, the newest first."""
        desk: Any = self
        story = desk.row_or_404(request, object_id)
        rows = Revision.objects.of(story).defer("content").select_related("by")
        try:
            page: Page[Revision] = page_of(lambda part: rows[part], page_number(request), A_PAGE, LAST_PAGE)
        except MovedToFirstPage:
            return to_first_page(request)
        context = {"title": f"Revisions of “{story}”", "page": page}
        context["may_restore"] = desk.has_change_permission(request, story)
        return desk.page(request, "admin/articles/article/revisions.html", story, context)

    def difference_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the difference between two revisions, the story itself (`live`) and its pending changes (`pending`)."""
        desk: Any = self
        story = desk.row_or_404(request, object_id)
        ends = [told_of(story, request.GET.get(name, "")) for name in ("from", "to")]
        if ends[0]["number"] and ends[1]["number"] and ends[0]["number"] > ends[1]["number"]:
            ends.reverse()
        before, after = ends
        context: dict[str, Any] = {"title": f"What changed in “{story}”", "before": before, "after": after}
        context["changes"] = changes_between(before["content"], after["content"])
        return desk.page(request, "admin/articles/article/difference.html", story, context)

    def restore_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """Show what going back to a revision would change, ask, and do it; of a live story it makes pending changes."""
        desk: Any = self
        story = desk.row_or_404(request, object_id)
        if not desk.has_change_permission(request, story):
            raise PermissionDenied
        revision = revision_of(story, number)
        error: object = None
        if request.method == "POST":
            error, restored = refusal_of(revision.content.get("body") or ""), ""
            try:
                restored = "" if error else restore(story, revision, request.POST.get("seen", ""), request.user)
            except ValidationError as refusal:
                error = " ".join(refusal.messages)
            if restored:
                self.message_user(request, restored, messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:articles_article_change", args=[story.pk]))
        stored = Stored.of(story)
        context = {"title": f"Go back to revision {revision.number}?", "revision": revision, "seen": stored.stamp}
        context |= {"error": error, "asked_again": request.method == "POST", "live": story.is_live}
        context |= {"changes": changes_between(stored.content, revision.content), "missing": missing_of(revision)}
        return desk.page(request, "admin/articles/article/restore.html", story, context)


@transaction.atomic
def restore(story: Article, revision: Revision, seen: str, by: Any) -> str:
    """Go back to a revision, and say so; of a live story it becomes the pending changes.

    Nothing is done, and nothing said, where the story was saved since it was `seen`.

    Raises:
        ValidationError: the story is scheduled, and the checklist stops what it said then.
    """
    row = Article.objects.select_for_update(no_key=True).get(pk=story.pk)
    if Stored.of(row).stamp != seen:
        return ""
    note = f"back to revision {revision.number}"
    if row.is_live:
        if PendingRevision.objects.hold(row, still_there(revision.content), by, note):
            return f"Revision {revision.number} stands as pending changes. Readers see it when you publish them."
        return f"Revision {revision.number} is what readers see: there are no pending changes now."
    tags, bylines = fill(row, revision.content)
    row.save_version(by, tags=tags, bylines=bylines, note=note, verb="restore")
    if row.is_still_ahead:
        pass_checklist(row)
    return f"“{row}” says again what it said in revision {revision.number}."


def still_there(content: Content) -> Content:
    """Give a content without the rows that are gone."""
    return content | {name: [[row.pk, str(row)] for row in rows_of(content, name)] for name in ROWS}


def revision_of(story: Article, number: int) -> Revision:
    """Give a revision by its number. Raises Http404 where there is none."""
    found = Revision.objects.of(story).select_related("by").filter(number=number).first()
    if found is None:
        raise Http404("no such revision")
    return found


def told_of(story: Article, end: str) -> dict[str, Any]:
    """Give one end of a difference: its content and what it is called. Raises Http404 where there is none."""
    if end == "live":
        return {"content": content_of(story), "words": f"the story itself, version {story.version}", "number": 0}
    if end == "pending":
        if pending := PendingRevision.objects.select_related("by").filter(article=story.pk).first():
            content = pending.shown_over(content_of(story))
            return {"content": content, "words": "pending changes", "number": 0, "row": pending}
        raise Http404("no pending changes")
    if not (end.isascii() and end.isdigit() and len(end) < 10):
        raise Http404("no such revision")
    row = revision_of(story, int(end))
    return {"content": row.content, "words": f"revision {row.number}", "number": row.number, "row": row}


def missing_of(revision: Revision) -> list[str]:
    """Give the names of tags, bylines and photos of a revision that are gone."""
    missing = []
    for name in ROWS:
        there = {row.pk for row in rows_of(revision.content, name)}
        missing += [label for key, label in revision.content.get(name, []) if key not in there]
    return missing
