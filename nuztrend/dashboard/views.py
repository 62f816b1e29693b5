"""Pages of the newsroom that belong to no list: the calendar, the figures of a story, who may do what."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from articles.models import Article, Byline, Tag
from nuztrend.dashboard import may_view
from nuztrend.dashboard.calendar import AT_MOST, Chosen, Week, days_of
from nuztrend.dashboard.permissions import table_for
from nuztrend.dashboard.story import Figures

CHOICES = 100  # members, tags and bylines that the calendar offers
LONGEST = 200  # signs of what is asked for


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Answer with a page in the admin's frame."""
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})


@require_safe
def calendar(request: HttpRequest, week: str = "") -> HttpResponse:
    """Show one week, this one by default, of all stories or of those that somebody reviews or that carry a tag."""
    if not may_view(request.user, "articles", "article"):
        raise PermissionDenied
    shown = Week.of(week) if week else Week.now()
    chosen = Chosen(**{name: request.GET.get(name, "")[:LONGEST] for name in ("reviewer", "tag", "byline")})
    days, is_cut = days_of(shown, chosen)
    staff = get_user_model().objects.filter(is_staff=True, is_active=True).order_by("username")
    choices = {
        "reviewer": ("Reviewer", [(name, name) for name in staff.values_list("username", flat=True)[:CHOICES]]),
        "tag": (
            "Tag",
            list(Tag.objects.order_by(F("menu").asc(nulls_last=True), "name").values_list("slug", "name")[:CHOICES]),
        ),
        "byline": ("Byline", list(Byline.objects.order_by("name").values_list("slug", "name")[:CHOICES])),
    }
    for name, value in chosen.query.items():
        if value not in dict(choices[name][1]):
            choices[name][1].append((value, value))
    context = {
        "title": "Calendar",
        "week": shown,
        "before": shown.beside(-1),
        "after": shown.beside(1),
        "days": days,
        "is_cut": is_cut,
        "at_most": AT_MOST,
        "chosen": chosen,
        "filters": [(name, *choices[name], getattr(chosen, name)) for name in choices],
        "query": urlencode(chosen.query),
    }
    return page(request, "admin/calendar.html", context)


@require_safe
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is counted about one story."""
    if not may_view(request.user, "articles", "article"):
        raise PermissionDenied
    story = get_object_or_404(Article.objects.defer("body", "body_html"), pk=pk)
    sees_comments = may_view(request.user, "comments", "comment")
    context = {
        "title": f"Figures of “{story}”",
        "opts": Article._meta,
        "original": story,
        "figures": Figures.of(story, comments=sees_comments),
    }
    return page(request, "admin/figures.html", context)


@require_safe
def who_may(request: HttpRequest) -> HttpResponse:
    """Show who may do what."""
    return page(request, "admin/who_may.html", {"title": "Who may do what", "table": table_for(request.user)})


view = admin.site.admin_view
urlpatterns = [
    path("admin/calendar/", view(calendar), name="calendar"),
    path("admin/calendar/<str:week>/", view(calendar), name="calendar_week"),
    path("admin/articles/article/<int:pk>/figures/", view(figures), name="story_figures"),
    path("admin/who-may-do-what/", view(who_may), name="who_may"),
]
