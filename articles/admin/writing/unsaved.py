"""What somebody wrote and did not save, offered back: a list, the difference, taking it over, throwing it away."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm, ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from articles.admin.writing.doors import door
from articles.admin.writing.keeping import as_number
from articles.forms import is_key
from articles.merging import Stored
from articles.models import Article, Autosave
from articles.wording.marking import difference

SHOWN = 5
"""Forms that are offered back at once."""
SAID = 80
"""Signs of a headline or a text that name a form."""
WORDS = {"title": "Headline", "dek": "Dek", "body": "Body", "keywords": "Search keywords"}
"""Fields whose difference is shown."""


@dataclass(frozen=True)
class Offer:
    """Words that wait to be taken over, and where that is done."""

    row: Autosave

    @property
    def take(self) -> str:
        """The story's form, filled with these words."""
        story = self.row.article_id
        address = (
            reverse("admin:articles_article_change", args=[quote(story)])
            if story
            else reverse("admin:articles_article_add")
        )
        return f"{address}?unsaved={self.row.pk}"

    @property
    def page(self) -> str:
        """Where the difference is shown, and the words are thrown away."""
        return reverse("admin:articles_article_unsaved", args=[self.row.pk])

    @property
    def said(self) -> str:
        """The headline, or how the text begins."""
        return words_of(self.row.first("title")) or words_of(self.row.first("body")) or "without a headline"


def words_of(text: str) -> str:
    """Give how a text begins, in one line."""
    return " ".join(text[: 10 * SAID].split())[:SAID]


def offers_of(user: Any, story: Article | None, without: int = 0) -> list[Offer]:
    """Give what somebody wrote of a story, or (None) of stories never saved, and did not save."""
    return [Offer(row) for row in Autosave.objects.unsaved(user).of(story).exclude(pk=without)[:SHOWN]]


def all_offers_of(user: Any) -> list[Offer]:
    """Give what somebody wrote last and did not save, whatever the story."""
    return [Offer(row) for row in Autosave.objects.unsaved(user)[:SHOWN]]


def row_of(request: HttpRequest, number: Any) -> Autosave | None:
    """Give a row of the user's own; another's is none."""
    found = Autosave.objects.unsaved(request.user).select_related("article")
    return found.filter(pk=as_number(str(number))).first()


def put_into(form: BaseForm, row: Autosave) -> None:
    """Let a form that is shown begin with kept words; whether they can be saved is found when somebody saves."""
    data = QueryDict(mutable=True)
    for name, values in row.fields.items():
        data.setlist(name, values)
    for name, field in form.fields.items():
        if field.widget.value_omitted_from_data(data, {}, name):
            continue
        value = field.widget.value_from_datadict(data, {}, name)
        if isinstance(field, ModelChoiceField):
            value = [each for each in value if is_key(each)] if isinstance(value, list) else value
            value = value if isinstance(value, list) or is_key(value or "") else None
        form.initial[name] = value


@door("GET")
def offers(admin: Any, request: HttpRequest) -> HttpResponse:
    """Give the list for a page that is open already, as a fragment."""
    asked = request.GET.get("story", "")
    story = Article.objects.filter(pk=as_number(asked)).first() if asked else None
    found = all_offers_of(request.user) if asked == "all" else offers_of(request.user, story)
    context = {"offers": found}
    return render(request, "admin/articles/article/_unsaved.html", context)


def unsaved_page(admin: Any, request: HttpRequest, number: int) -> HttpResponse:
    """Show kept words beside the stored ones; POST throws them away."""
    row = row_of(request, number)
    if row is None:
        raise Http404("no such words")
    if row.article and not admin.has_view_permission(request, row.article):
        raise PermissionDenied
    offer = Offer(row)
    if request.method == "POST":
        row.delete()
        admin.message_user(request, f"“{offer.said}”: what was not saved is thrown away.", messages.SUCCESS)
        back = reverse("admin:articles_article_change", args=[row.article_id]) if row.article_id else ""
        return HttpResponseRedirect(back or reverse("admin:index"))
    story = row.article
    content = Stored.of(story).content if story else {}  # what the form shows: of a live story its pending changes
    stored = {name: str(content.get(name) or "") for name in WORDS}
    typed = {name: row.first(name).replace("\r\n", "\n") for name in WORDS}
    pairs = [(WORDS[name], difference(stored[name], typed[name])) for name in WORDS if stored[name] != typed[name]]
    context = {"title": "What you did not save", "offer": offer, "pairs": pairs, "story": story}
    page: HttpResponse = admin.page(request, "admin/articles/article/unsaved.html", story, context)
    return page
