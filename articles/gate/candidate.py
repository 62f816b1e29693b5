"""What is about to come before readers, wherever it stands now: in a row, in pending changes, in a form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.utils import timezone

from articles.models import Article, Byline, PendingRevision, Photo, Tag


@dataclass(frozen=True)
class Candidate:
    """The words of a story with what belongs to them, and when readers are to get them."""

    title: str
    dek: str
    body: str
    lead_photo: Photo | None
    tags: Sequence[Tag]
    bylines: Sequence[Byline]
    source_type: str
    ai_use: str
    slug: str = ""
    publish_at: datetime | None = None
    unpublish_at: datetime | None = None
    embargo_until: datetime | None = None
    is_new: bool = True
    """Whether readers have never seen the story."""
    kind: str | None = None
    """Of a change to a live story (`ChangeKind`), empty where nobody chose it; None: it is no such change."""
    html: str = ""
    """What the body becomes, where that is known; otherwise it is rendered."""
    refusal: str = ""
    """Why the body becomes nothing, where the renderer was asked already: it would take as long again."""

    @property
    def moment(self) -> datetime:
        """When readers get it: at its time to come, else now."""
        now = timezone.now()
        return max(self.publish_at or now, now)

    @classmethod
    def of(cls, story: Article) -> Self:
        """Give what the row of a story says."""
        return cls(
            title=story.title,
            dek=story.dek,
            body=story.body,
            lead_photo=story.lead_photo,
            tags=story.subjects,
            bylines=[credit.byline for credit in story.credits.all()],
            source_type=story.source_type,
            ai_use=story.ai_use,
            slug=story.slug,
            publish_at=story.publish_at,
            unpublish_at=story.unpublish_at,
            embargo_until=story.embargo_until,
            is_new=not story.was_public,
            html=story.body_html,
        )

    @classmethod
    def of_pending(cls, pending: PendingRevision, kind: str = "") -> Self:
        """Give what the pending changes of a live story say."""
        story, tags, bylines = pending.preview()
        return cls(
            title=story.title,
            dek=story.dek,
            body=story.body,
            lead_photo=story.lead_photo,
            tags=tags,
            bylines=bylines,
            source_type=story.source_type,
            ai_use=story.ai_use,
            slug=story.slug,
            publish_at=pending.publish_at or story.publish_at,
            unpublish_at=story.unpublish_at,
            embargo_until=story.embargo_until,
            is_new=False,
            kind=kind or pending.kind,
        )
