"""The desk as a page, and the parts of it that a script asks for."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse

from comments.admin.desk import recent
from comments.admin.desk.decisions import Button, Choice, reason_buttons
from comments.admin.desk.entry import Entry
from comments.admin.desk.queue import Row, queue
from comments.admin.desk.scopes import Scope
from comments.admin.desk.sweeping import COUNTED, VISIBLE_SHOWN, Many
from comments.models import Comment

IN_FULL = 3
"""Comments of a pile that are shown."""


@dataclass(frozen=True)
class Typed:
    """What came with a form, to be shown again where it could not be carried out."""

    wrong: str = ""
    words: str = ""
    answer: str = ""
    newsroom: str = ""
    note: str = ""

    @classmethod
    def of(cls, request: HttpRequest, wrong: str) -> "Typed":
        """Give what was typed, and what was wrong with it."""
        return cls(wrong, *(request.POST.get(name, "")[:10_000] for name in ("words", "answer", "newsroom", "note")))


@dataclass(frozen=True)
class Pile:
    """Many comments on the desk."""

    many: Many
    count: int
    first: list[Comment]
    visible: list[Comment]
    reasons: list[Button]

    @property
    def counted(self) -> str:
        """How many wait, in words."""
        return f"{self.count:,}{'+' if self.count >= COUNTED else ''}"

    @classmethod
    def of(cls, scope: str) -> "Pile":
        """Give the comments of a scope, in four queries.

        Raises:
            Http404: there is no such scope.
        """
        many = Many.of(scope, [])
        shown = many.held().select_related("article")[:IN_FULL]
        visible = many.scope.visible()[:VISIBLE_SHOWN]
        reasons = reason_buttons(Comment(state=Comment.State.HELD), [])
        return cls(many, many.count(), list(shown), list(visible), reasons)


@dataclass
class Pane:
    """What is decided on: a comment, many, or nothing because nothing waits."""

    key: str = ""
    entry: Entry | None = None
    pile: Pile | None = None
    typed: Typed = field(default_factory=Typed)
    said: str = ""

    @classmethod
    def of(cls, key: str, **more: Any) -> "Pane":
        """Give the pane of a row of the queue.

        Raises:
            Http404: there is no such row.
        """
        if not key:
            return cls(**more)
        if not key.isdecimal():
            return cls(key, pile=Pile.of(key), **more)
        entry = Entry.of(int(key)) if len(key) < 19 else None
        if entry is None:
            raise Http404("no such comment")
        return cls(key, entry=entry, **more)

    @property
    def waits(self) -> bool:
        """Whether there is something to decide."""
        if self.entry:
            return self.entry.is_case or self.entry.comment.state == Comment.State.HELD
        return bool(self.pile and self.pile.count)

    @property
    def applies(self) -> dict[str, bool]:
        """Which of the decisions without a reason apply to the comment."""
        assert self.entry
        comment = self.entry.comment
        return {"keep": self.entry.is_case, **{verb: Choice(verb).applies_to(comment) for verb in ("approve", "spam")}}

    @property
    def reasons(self) -> list[Button]:
        """For what the comment can be rejected or taken down."""
        assert self.entry
        return reason_buttons(self.entry.comment, self.entry.open_reports)

    @property
    def reported(self) -> Button | None:
        """The reason that most reports give."""
        return max((reason for reason in self.reasons if reason.reported), key=lambda each: each.reported, default=None)


def show(
    request: HttpRequest, key: str | None = None, pane: Pane | None = None, *, said: str = "", status: int = 200
) -> HttpResponse:
    """Answer with the whole desk: the pane of a row, by default of the most urgent one, and the queue.

    A script gets the desk without the frame of the page around it, or the pane alone (`?part=pane`).
    """
    if key is not None and request.GET.get("part") == "pane":
        return show_pane(request, Pane.of(key))
    waiting = queue()
    first = waiting.rows[0].key if waiting.rows else ""
    pane = pane or Pane.of(first if key is None else key, said=said)
    context = {
        "title": "Comments waiting",
        "pane": pane,
        "queue": waiting,
        "before": waiting.beside(pane.key, -1),
        "after": waiting.beside(pane.key, +1),
        "own": recent.own(request.user),
    }
    if "part" in request.POST or "part" in request.GET:
        return render(request, "admin/comments/desk/_desk.html", context, status=status)
    frame = admin.site.each_context(request)
    return TemplateResponse(request, "admin/comments/desk/desk.html", frame | context, status=status)


def show_pane(request: HttpRequest, pane: Pane, status: int = 200) -> HttpResponse:
    """Answer a script with the pane alone, without asking for the queue."""
    context = {"pane": pane, "own": recent.own(request.user)}
    return render(request, "admin/comments/desk/_pane.html", context, status=status)


def go_on(request: HttpRequest, said: str, then: str) -> HttpResponse:
    """Say what was done, and go on with another row, or with the most urgent one where it does not wait any more."""
    if "part" not in request.POST:
        messages.success(request, said)
        return HttpResponseRedirect(address_of(then))
    if pane := wanted(then):
        pane.said = said
        return show_pane(request, pane)
    return show(request, said=said)


def stay(request: HttpRequest, said: str, key: str) -> HttpResponse:
    """Say what was done, and show the same row once more."""
    if "part" not in request.POST:
        messages.success(request, said)
        return HttpResponseRedirect(address_of(key))
    return show_pane(request, Pane.of(key, said=said))


def again(request: HttpRequest, key: str, wrong: str, status: int) -> HttpResponse:
    """Show a row once more with what was typed, and say why nothing was changed."""
    pane = Pane.of(key, typed=Typed.of(request, wrong))
    if key and "part" in request.POST:
        return show_pane(request, pane, status)
    return show(request, pane=pane, status=status)


def wanted(key: str) -> Pane | None:
    """Give the pane of a row if it still waits for a decision."""
    try:
        pane = Pane.of(key) if key else None
    except Http404:
        return None
    return pane if pane and pane.waits else None


def address_of(key: str) -> str:
    """Give the page of a row; of the most urgent one where there is no such row."""
    try:
        if key.isdecimal() and len(key) < 19:
            return Row(key, 0, ()).address
        return Scope.parse(key).address
    except Http404:
        return reverse("desk")
