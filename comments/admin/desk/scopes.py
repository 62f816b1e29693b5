"""Which comments one decision takes: those that are alike, or from one network, or likely spam, or ticked."""

import re
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from comments.models import Comment, CommentQuerySet

LIKELY_SPAM = "likely-spam"
TICKED = "ticked"
SPAM_FROM = 9.0
"""Points from which on a held comment is likely spam: as near to what is put aside as to what just waits."""
LOOKED_AT = 1_000
"""Comments, the newest, of a network or a likeness through which anything is counted or looked for."""
_scope = re.compile(r"(?:(alike|network)/[0-9A-Za-z_-]{1,16})|likely-spam|ticked")


@dataclass(frozen=True)
class Scope:
    """A name such as `alike/5f2c…`, and the comments that it stands for."""

    name: str

    @classmethod
    def parse(cls, name: str) -> "Scope":
        """Give the scope of a name.

        Raises:
            Http404: it names none.
        """
        if not _scope.fullmatch(name):
            raise Http404("no such comments")
        return cls(name)

    @staticmethod
    def address_of(pk: int | str) -> str:
        """Give the page on which one comment is decided."""
        return reverse("desk_comment", args=[pk])

    @property
    def address(self) -> str:
        """The page on which they are decided."""
        return reverse("desk_pile", args=[self.name])

    @property
    def kind(self) -> str:
        return self.name.partition("/")[0]

    @property
    def value(self) -> str:
        return self.name.partition("/")[2]

    @property
    def words(self) -> str:
        """What they have in common."""
        return {
            "alike": "with nearly the same text",
            "network": "from one network",
            LIKELY_SPAM: f"that have {SPAM_FROM:g} points or more",
            TICKED: "that you chose",
        }[self.kind]

    def all(self) -> CommentQuerySet:
        """The comments of every state."""
        match self.kind:
            case "alike":
                return Comment.objects.filter(likeness=self.value)
            case "network":
                return Comment.objects.filter(network=self.value)
            case "likely-spam":
                return Comment.objects.filter(score__gte=SPAM_FROM)
        return Comment.objects.none()

    def held(self) -> CommentQuerySet:
        """Those that wait for a decision, the longest waiting first."""
        return self.all().waiting().oldest_first()

    def visible(self) -> CommentQuerySet:
        """Those among the newest that readers see."""
        if self.kind not in ("alike", "network"):
            return Comment.objects.none()
        newest = self.all().newest_first().values("pk")[:LOOKED_AT]
        return Comment.objects.filter(pk__in=newest).visible().newest_first()
