"""The page of search. Questions are without end, so answers are rendered for each and push no page out of the cache."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.frame import render_page
from articles.search import meant, read, search, subjects, suggestions
from articles.search.asking import LONGEST
from articles.search.form import SearchForm
from nuztrend.lib.paging import MovedToFirstPage, page_number, page_of

PAGE_SIZE = 10


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The stories that answer a question, the best first; the bare address has the form alone."""
    form = SearchForm(request.GET)
    try:
        number = page_number(request)
    except MovedToFirstPage:
        return HttpResponsePermanentRedirect(f"{request.path}?{form.address}")
    context: dict[str, Any] = {
        "form": form,
        "found": None,
        "meant": "",
        "subjects": [],
        "page": None,
        "longest": LONGEST,
    }
    if form.is_valid() and (question := form.question()):
        found = search(question)
        page = page_of(found.results, number, PAGE_SIZE)
        context |= {"found": found, "page": page, "subjects": subjects(form.asked) if number == 1 else []}
        if words := meant(question, len(found.ids)):
            context |= {"meant": words, "meant_address": urlencode({**form.given, "q": words})}
    return render_page(request, "articles/search.html", context)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """The options under the search box, as a fragment of HTML; empty where there is nothing to suggest."""
    asked = request.GET.get("q", "").replace("\0", " ").strip()
    found = suggestions(asked, read(asked)) if len(asked) <= LONGEST else []
    return render(request, "articles/_suggestions.html", {"suggestions": found})
