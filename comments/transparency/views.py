"""The report as a page and as files. All readers share it; it is exact up to the time that it names."""

import csv
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.frame import render_page
from comments.transparency.figures import FIGURES, GROUPS
from comments.transparency.months import Month, months_until
from nuztrend.lib.dates import machine
from nuztrend.pagecache import depends_on, ends_at, rendering_began, shared

STEP = timedelta(minutes=5)
"""The report is of the last full five minutes: until the next ones are full it is the same, and the page is kept."""
SHOWN = 13
"""Months on the page; the files hold all."""


@shared()
@require_safe
def transparency(request: HttpRequest) -> HttpResponse:
    """What came of readers' comments, month by month."""
    moment, months = report()
    shown = [(group, used(group.figures, months[:SHOWN])) for group in GROUPS]
    context = {
        "tables": shown,
        "months": months[:SHOWN],
        "has_more": len(months) > SHOWN,
        "as_of": moment,
        "reports_to_hold": settings.REPORTS_TO_HOLD,
    }
    return render_page(request, "comments/transparency.html", context)


@shared()
@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """Every month as a line; waits in seconds, empty where nobody waited."""
    _, months = report()
    writer = csv.writer(out := StringIO())
    writer.writerow(["month", "is_over", *(figure.key for figure in FIGURES)])
    for month in months:
        writer.writerow([f"{month.first:%Y-%m}", int(month.is_over), *(value(month, each.key) for each in FIGURES)])
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")


@shared()
@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    """Every month, with the words for each figure; waits in seconds."""
    moment, months = report()
    told = [
        {"month": f"{month.first:%Y-%m}", "is_over": month.is_over}
        | {figure.key: value(month, figure.key) for figure in FIGURES}
        for month in months
    ]
    words = {figure.key: figure.words for figure in FIGURES}
    return JsonResponse({"as_of": machine(moment), "time_zone": settings.TIME_ZONE, "words": words, "months": told})


def report() -> tuple[datetime, list[Month]]:
    """Give the moment that the report is of, and its months; what is being rendered ends with the next moment."""
    now = rendering_began() or timezone.now()
    moment = datetime.fromtimestamp(now.timestamp() // STEP.total_seconds() * STEP.total_seconds(), tz=now.tzinfo)
    depends_on("transparency")
    ends_at(moment + STEP)
    return moment, months_until(moment)


def used(figures: list[Any], months: list[Month]) -> list[Any]:
    """Give those figures that are not nothing in every month; a column of noughts tells nobody anything."""
    return [each for each in figures if any(value(month, each.key) for month in months)]


def value(month: Month, key: str) -> int | None:
    """Give a figure; months that were counted before there was such a figure have none."""
    found = month.figures.get(key)
    return None if found is None else int(found)
