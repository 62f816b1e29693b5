"""What the admin's templates print: what waits for somebody, on top of every page, and the start page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.urls import reverse
from django.utils.timesince import timesince

from articles.admin import audited
from articles.admin.writing.unsaved import Offer, all_offers_of
from articles.models import Article
from comments.models import Appeal, Comment, Report
from nuztrend.dashboard import Dashboard
from nuztrend.dashboard.work import COUNTED, count_words
from nuztrend.lib import dates
from nuztrend.lib.dates import local
from nuztrend.lib.several import count_each

register = template.Library()


@dataclass(frozen=True)
class Waiting:
    """Some rows that wait for a decision, and the address of their list."""

    count: int
    noun: str
    address: str

    @property
    def words(self) -> str:
        """How many there are, as the page prints it."""
        return f"{count_words(self.count)} {self.noun}"


@register.simple_tag
def waiting_for(user: Any) -> list[Waiting]:
    """Give what the user may decide on: stories, comments, reports; one short index range each, in one query."""
    asked: dict[str, Any] = {}
    if user.has_perm("articles.publish_article"):
        asked["stories"] = Article.objects.in_state(Article.State.IN_REVIEW)
    if user.has_perm("comments.moderate_comment"):
        asked["comments"] = Comment.objects.waiting()
        asked |= {"reports": Report.objects.open(), "appeals": Appeal.objects.open()}
    counts = count_each(asked, COUNTED)
    waiting = []
    if "stories" in counts:
        address = reverse("admin:articles_article_changelist", query={"state": Article.State.IN_REVIEW})
        waiting.append(Waiting(counts["stories"], "in review", address))
    if "comments" in counts:
        noun = "comment waiting" if counts["comments"] == 1 else "comments waiting"
        waiting.append(Waiting(counts["comments"], noun, reverse("desk")))
        if cases := counts["reports"] + counts["appeals"]:
            waiting.append(Waiting(cases, "report or appeal" if cases == 1 else "reports and appeals", reverse("desk")))
    return waiting


@register.filter
def moment(at: datetime) -> str:
    """Print a moment such as `06-jun-2025, 14:05 UTC`."""
    return audited.moment(at)


@register.filter
def clock(at: datetime) -> str:
    """Print the exact time of a moment, `14:05 UTC`, with its seconds where it has some."""
    return f"{local(at):{'%H:%M:%S %Z' if at.second else '%H:%M %Z'}}"


@register.filter
def between(later: datetime, earlier: datetime) -> str:
    """Print how long it is from one moment to another, such as `3 hours, 5 minutes`."""
    return timesince(earlier, later) if later - earlier >= timedelta(minutes=1) else "less than a minute"


@register.filter
def machine(at: datetime) -> str:
    """Give what stands in `<time datetime>`."""
    return dates.machine(local(at))


@register.simple_tag
def dashboard_of(user: Any) -> Dashboard:
    """Give the start page of a member of the newsroom."""
    return Dashboard.of(user)


@register.simple_tag
def unsaved_of(user: Any) -> list[Offer]:
    """Give what a member of the newsroom wrote last and did not save."""
    return all_offers_of(user)
