"""Private notes in the newsroom: the newest stand beside the form, all of them on a page of their own."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from articles.models import Article, Note
from nuztrend.lib.paging import MovedToFirstPage, page_number, page_of, to_first_page

NEWEST = 5
"""Notes beside the form."""
ON_A_PAGE = 50
WRITE = "articles.change_article"


class NotePages(admin.ModelAdmin):
    """Adds the notes to the desk for stories. Who may write stories may write notes on all of them."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.notes_view)
        return [path("<path:object_id>/notes/", view, name="articles_article_notes"), *super().get_urls()]

    def notes_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the notes on a story, and take another one.

        A script that posts gets the newest notes as HTML (`fragment` in the form), so that it need not leave the page.
        """
        desk: Any = self
        story: Article = desk.row_or_404(request, object_id)
        text, fault = "", ""
        if request.method == "POST":
            if not request.user.has_perm(WRITE):
                raise PermissionDenied
            text = request.POST.get("text", "")
            try:
                Note.objects.write(story, text, request.user)
            except ValidationError as error:
                fault = " ".join(error.messages)
            else:
                return self._written(request, story)
        try:
            page = page_of(lambda part: Note.objects.of(story)[part], page_number(request), ON_A_PAGE)
        except MovedToFirstPage:
            return to_first_page(request)
        context = {
            "title": f"Notes on “{story}”",
            "notes": page,
            "text": text,
            "fault": fault,
            **self.notes_context(request, story),
        }
        if "fragment" in request.POST:
            return HttpResponse(fault, status=422, content_type="text/plain; charset=utf-8")
        answer: HttpResponse = desk.page(request, "admin/articles/article/notes.html", story, context)
        return answer

    def _written(self, request: HttpRequest, story: Article) -> HttpResponse:
        if "fragment" in request.POST:
            newest = {"newest_notes": Note.objects.of(story)[:NEWEST]}
            return render(request, "admin/articles/article/_notes.html", newest)
        self.message_user(request, "The note is written.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_article_notes", args=[story.pk]))

    def notes_context(self, request: HttpRequest, story: Article) -> dict[str, Any]:
        """Give what the part beside the form needs besides the notes themselves."""
        return {
            "notes_address": reverse("admin:articles_article_notes", args=[story.pk]),
            "may_note": request.user.has_perm(WRITE),
        }

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        story = kwargs.get("obj")
        if story and story.pk:
            context |= self.notes_context(request, story)
            context["newest_notes"] = Note.objects.of(story)[:NEWEST]
        return super().render_change_form(request, context, *args, **kwargs)
