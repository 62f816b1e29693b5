"""Links for outsiders: made, listed and revoked on a page of the story."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from articles.models import Article, PreviewLink
from articles.models.previewlink import LONGEST_LIFE

SHARE = "articles.share_article"
SHOWN = 100
"""Links on the page, the newest."""


class LinkForm(forms.Form):
    """For whom a link is, and how long it works."""

    note = forms.CharField(
        label="For whom",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Such as “Dr. Byron, to check the quotes”. Only the newsroom sees it.",
    )
    days = forms.IntegerField(
        label="Works for so many days",
        min_value=1,
        max_value=LONGEST_LIFE,
        initial=3,
        help_text=f"{LONGEST_LIFE} at most.",
    )


class SharingPages(admin.ModelAdmin):
    """Adds the links for outsiders to the desk for stories."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.links_view)
        return [path("<path:object_id>/links/", view, name="articles_article_links"), *super().get_urls()]

    def links_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """List a story's preview links; make one, or revoke the one whose number is posted as `revoke`."""
        desk: Any = self
        story: Article = desk.row_or_404(request, object_id)
        if not request.user.has_perm(SHARE):
            raise PermissionDenied
        if "revoke" in request.POST:
            return self._revoke(request, story)
        form = LinkForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                link = PreviewLink.objects.make(story, request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.message_user(request, f"The link for {link.note} is made: copy it below.", messages.SUCCESS)
                return self._back(story)
        context = {
            "title": f"Preview links to “{story}”",
            "form": form,
            "links": list(PreviewLink.objects.of(story)[:SHOWN]),
            "site_address": settings.SITE_URL,
        }
        answer: HttpResponse = desk.page(request, "admin/articles/article/links.html", story, context)
        return answer

    def _revoke(self, request: HttpRequest, story: Article) -> HttpResponse:
        asked = request.POST["revoke"]
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
        link = PreviewLink.objects.filter(article=story, pk=number).first()
        if link is None:
            self.message_user(request, "There is no such link.", messages.ERROR)
        elif link.revoke(request.user):
            self.message_user(request, f"The link for {link.note} does not work any more.", messages.SUCCESS)
        else:
            self.message_user(request, f"The link for {link.note} was revoked before.", messages.WARNING)
        return self._back(story)

    def _back(self, story: Article) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:articles_article_links", args=[story.pk]))
