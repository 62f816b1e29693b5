"""The front page on the desk: which stories lead, in which order and until when; looked at before readers see it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from articles.admin.story_list import holding
from articles.forms import is_key
from articles.front import front_page
from articles.models import Article
from articles.models.place import MOST, Place, Rearranged, arrange, arrangement, lasting
from nuztrend.lib.dates import is_printable

OFFERED = 20
"""Stories offered beside those that have a place."""

ROWS = 200  # of the form; a browser sends a quarter of that


class PlaceForm(forms.Form):
    """One story: its number on the page, or none, and when its place ends."""

    story = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    number = forms.IntegerField(
        label="number",
        min_value=1,
        max_value=99,
        required=False,
        widget=forms.NumberInput(attrs={"class": "place", "data-place": ""}),
    )
    until = forms.SplitDateTimeField(label="until", required=False, widget=AdminSplitDateTime)

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until and not is_printable(until):
            raise forms.ValidationError("This is not a time that the page can carry.")
        return until


PlaceForms = forms.formset_factory(PlaceForm, extra=0, max_num=ROWS, absolute_max=ROWS, validate_max=True)


def offered(asked: str, but: Iterable[int]) -> list[int]:
    """Give the keys of published stories to choose from: the newest, or those that hold the words asked for."""
    stories = Article.objects.in_public_life().exclude(pk__in=list(but)).newest_first()
    found = holding(stories, asked) if asked.strip() else stories
    return list(found.values_list("pk", flat=True)[:OFFERED])


def places_of(forms_: Any) -> list[Place]:
    """Give the places that a valid form asks for, by number, equal ones as they stand."""
    rows = [form.cleaned_data for form in forms_ if form.cleaned_data.get("number")]
    return [Place(row["story"], row["until"]) for row in sorted(rows, key=lambda row: row["number"])]


class FrontPages(admin.ModelAdmin):
    """Adds to the desk the page on which the front page is arranged."""

    def may_arrange(self, request: HttpRequest) -> bool:
        """Whether the user may say what stands first on the front page."""
        return request.user.has_perm("articles.arrange_article")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.front_view)
        return [path("front/", view, name="articles_article_front"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        context = {"may_arrange": self.may_arrange(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def front_view(self, request: HttpRequest) -> HttpResponse:
        """Show the arrangement; store it, or show the front page as it would be."""
        if not self.may_arrange(request):
            raise PermissionDenied
        places, mark = arrangement()
        if request.method != "POST":
            asked = request.GET.get("q", "")[:200]
            keys = [place.story for place in places]
            stand = lasting(places)
            rows: list[dict[str, Any]] = [
                {"story": place.story, "number": number, "until": place.until} for number, place in enumerate(stand, 1)
            ]
            over = [place.story for place in places if place not in stand]
            rows += [{"story": key} for key in [*over, *offered(asked, keys)]]
            return self.front_answer(request, PlaceForms(initial=rows), mark, asked)
        sent = PlaceForms(request.POST)
        if not sent.is_valid():
            return self.front_answer(request, sent, request.POST.get("seen", ""))
        if "_preview" in request.POST:
            return preview(request, places_of(sent))
        try:
            moved = arrange(places_of(sent), request.user, request.POST.get("seen", ""))
        except ValidationError as error:
            # Who has been told of the other arrangement may save over it.
            seen = mark if isinstance(error, Rearranged) else request.POST.get("seen", "")
            return self.front_answer(request, sent, seen, error=error, stored=places)
        self.message_user(request, f"Readers see it so now ({moved} moved)." if moved else "Nothing moved.")
        return HttpResponseRedirect(reverse("admin:articles_article_front"))

    def front_answer(
        self,
        request: HttpRequest,
        sent: Any,
        seen: str,
        asked: str = "",
        error: ValidationError | None = None,
        stored: Iterable[Place] = (),
    ) -> HttpResponse:
        """Answer with the form; after an error with what is stored beside it."""
        keys = [key for form in sent if (key := _key(form))]
        stories = Article.objects.with_public().only("title", "publish_at", "state", "unpublish_at")
        found = stories.in_bulk([*keys, *(place.story for place in stored)])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Front page",
            "forms": sent,
            "rows": [(form, found.get(_key(form))) for form in sent],
            "seen": seen,
            "asked": asked,
            "errors": error.messages if error else [],
            "stored": [found[place.story] for place in stored if place.story in found]
            if isinstance(error, Rearranged)
            else [],
            "most": MOST,
            "zone": timezone.get_current_timezone_name(),
            "media": self.media + PlaceForm().media,
        }
        return TemplateResponse(request, "admin/articles/article/front.html", context)


def preview(request: HttpRequest, places: list[Place]) -> HttpResponse:
    """Show the front page with these places, stored nowhere, and without what is not public now."""
    cards = Article.objects.published().for_cards().in_bulk([place.story for place in places])
    placed = [cards[place.story] for place in places if place.story in cards]
    left_out = len(places) - len(placed)
    context = {**front_page(placed), "left_out": left_out}
    response = TemplateResponse(request, "articles/front_preview.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _key(form: Any) -> int:
    value = form["story"].value()
    return int(value) if value and is_key(value) else 0
