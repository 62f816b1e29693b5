"""The shadow draft of a live story: readers see the story as it is until somebody publishes the changes.

A scheduled change is applied by the worker at its second, and by the chore of the minute where no worker runs: other
than a story's coming and going it is a verb and no query, because lists, feeds and search hold what it changes.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.html import format_html

from articles.markdown import CannotRender
from articles.models.amendment import Amendment, told
from articles.models.content import ROWS, TEXTS, Content, changed_fields, content_of, fill, with_tag
from articles.models.photouse import PhotoUse
from articles.models.revision import ChangeKind, Revision
from nuztrend.models import Actor, AuditEntry

if TYPE_CHECKING:
    from articles.models.article import Article
    from articles.models.byline import Byline
    from articles.models.tag import Tag

MEANWHILE = "Somebody published, changed or discarded these changes meanwhile."

NAMES = {"title": "headline", "ai_use": "use of AI", "source_type": "source", "lead_photo": "lead photo"}


class ChangedMeanwhile(ValidationError):
    """The live story and its pending changes say different things in the same fields; the text names them."""


class PendingRevisionQuerySet(models.QuerySet["PendingRevision"]):
    def due(self) -> Self:
        """Changes whose time has come."""
        return self.filter(publish_at__lte=timezone.now()).order_by("publish_at")

    def newest_first(self) -> Self:
        """With what a line in a list shows of them, those first that were saved last."""
        shown = ("saved_at", "publish_at", "article__title", "article__state")
        return self.select_related("article").only(*shown).order_by("-saved_at", "-pk")

    def timed(self) -> Self:
        """Changes for which somebody said when they are to be published."""
        return self.exclude(publish_at=None)

    def coming_between(self, start: datetime, end: datetime) -> Self:
        """Changes that are to be published at `start` or later and before `end`, in order."""
        return self.filter(publish_at__gte=start, publish_at__lt=end).order_by("publish_at", "pk")

    def of(self, story: "Article") -> "PendingRevision | None":
        """Give the pending changes of a story, if there are any."""
        return self.filter(article=story.pk).first()

    def replace(self, tag: "Tag", other: "Tag") -> None:
        """Let changes that name a tag name the other one, which takes it in; in the transaction of that."""
        for pending in self.select_for_update().iterator(chunk_size=50):
            contents = [with_tag(each, tag, other) for each in (pending.base, pending.content)]
            if contents != [pending.base, pending.content]:
                pending.base, pending.content = contents
                pending.save(update_fields=["base", "content"])

    @transaction.atomic
    def hold(self, story: "Article", content: Content, by: Actor, note: str = "") -> "PendingRevision | None":
        """Keep a content as the pending changes of a live story; None where it says what the story says already.

        Whoever wrote it knew what the story says now, so that is what the changes are changes of from here on.
        Whatever was scheduled is scheduled no more: it was another text that somebody agreed to.

        Raises:
            WrongState: the story is not live, so its own row is what to change.
        """
        from articles.models.workflow import WrongState

        row = story.__class__.objects.select_for_update(no_key=True).get(pk=story.pk)
        if not row.is_live:
            raise WrongState(f"“{row}” is not before readers now: change the story itself.")
        pending = self.select_for_update().filter(article=row).first() or PendingRevision(article=row)
        pending.base = content_of(row)
        if not changed_fields(pending.base, content):
            if pending.version:
                pending.discard(by)
            return None
        if pending.version and not changed_fields(pending.content, content):
            pending.save(update_fields=["base"])
            return pending
        pending.content, pending.version = content, pending.version + 1
        pending.by_id, pending.saved_at = by.pk if by else None, timezone.now()
        pending.publish_at, pending.kind, pending.text = None, "", ""
        pending.save()
        PhotoUse.objects.follow_pending(row, content)
        Revision.objects.keep_first(row)
        Revision.objects.add(row, content, by, "save changes", note=note[:500], pending=True)
        AuditEntry.objects.record(row, "save changes", by, note)
        return pending


class PendingRevision(models.Model):
    """Changes to a live story that readers do not see yet."""

    article = models.OneToOneField("articles.Article", models.CASCADE, primary_key=True, related_name="pending")
    base: models.Field[Content, Content] = models.JSONField(help_text="What the story said when they were begun.")
    content: models.Field[Content, Content] = models.JSONField()
    version = models.PositiveIntegerField(default=0, help_text="For lost-update protection.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)
    publish_at = models.DateTimeField(null=True, db_index=True, help_text="Empty: nobody said when.")
    kind = models.CharField(max_length=10, choices=ChangeKind, blank=True)
    text = models.TextField(blank=True, help_text="What readers will be told.")
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = PendingRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = "pending change"
        indexes = [models.Index(fields=["-saved_at"], name="pending_newest")]

    def __str__(self) -> str:
        return f"pending changes of {self.article_id}"

    def over(self, live: Content) -> Content:
        """Give what the story will say: what it says now, with the fields that differ from the base of these changes.

        Raises:
            ChangedMeanwhile: a field changed on both sides.
        """
        ours, theirs = changed_fields(self.base, self.content), changed_fields(self.base, live)
        both = [name for name in ours if name in theirs and name in changed_fields(self.content, live)]
        if both:
            fields = ", ".join(NAMES.get(name, name) for name in both)
            raise ChangedMeanwhile(f"The live story changed in the same place ({fields}): save the changes once more.")
        return live | {name: self.content[name] for name in (*TEXTS, *ROWS) if name in ours}

    def shown_over(self, live: Content) -> Content:
        """Give what the story will say; where it changed in the same place, what these changes say."""
        try:
            return self.over(live)
        except ChangedMeanwhile:
            return self.content

    def preview(self) -> "tuple[Article, list[Tag], list[Byline]]":
        """Give the story, unsaved, as it will be, with its tags and bylines.

        A text that cannot be rendered, as after a change of the renderer's limits, is no text: the page says why.
        """
        story = self.article.__class__.objects.for_article_page().get(pk=self.article_id)
        tags, bylines = fill(story, self.shown_over(content_of(story)))
        try:
            story.render()
        except CannotRender as refusal:
            story.body_html = format_html("<p>{}</p>", refusal)
        return story, tags, bylines

    def publish(self, by: Actor, kind: str, text: str = "") -> None:
        """Make the changes public now, and tell readers what they must be told.

        Raises:
            ValidationError: what kind of change it is, or what readers are told, is missing.
            ChangedMeanwhile: the live story changed in the same place.
            articles.markdown.CannotRender: the text cannot be rendered.
        """
        text = checked(kind, text)
        story = self.article.__class__.objects.get(pk=self.article_id)
        fill(story, self.over(content_of(story)))
        story.render()  # before the transaction: what is slow is remembered
        with transaction.atomic():
            story = story.__class__.objects.select_for_update(no_key=True).get(pk=self.article_id)
            row = PendingRevision.objects.select_for_update().filter(pk=self.pk, version=self.version).first()
            if row is None:
                raise ValidationError(MEANWHILE)
            Revision.objects.keep_first(story)
            before = Revision.objects.standing(story)
            tags, bylines = fill(story, row.over(content_of(story)))
            row.delete()
            PhotoUse.objects.follow_pending(story)
            story.save_version(by, tags=tags, bylines=bylines, note=text[:500], verb="publish changes", kind=kind)
            after = Revision.objects.standing(story)
            if kind != ChangeKind.MINOR and before and after:
                Amendment.objects.tell(story, kind, text, before, after, by)

    @transaction.atomic
    def schedule(self, by: Actor, at: datetime, kind: str, text: str = "") -> None:
        """Have the changes made public at a time to come.

        Raises:
            ValidationError: the time has passed, or what kind of change it is, or what readers are told, is missing.
        """
        from articles import tasks  # stands above the models

        if at <= timezone.now():
            raise ValidationError("This time has passed: publish the changes now, or give a time to come.")
        changed = PendingRevision.objects.filter(pk=self.pk, version=self.version)
        if not changed.update(publish_at=at, kind=kind, text=checked(kind, text), agreed_by=by.pk if by else None):
            raise ValidationError(MEANWHILE)
        self.refresh_from_db()
        AuditEntry.objects.record(self.article, "schedule changes", by, f"{kind}, for {at:%Y-%m-%d %H:%M %Z}")
        tasks.publish_due_changes.using(run_after=at).enqueue()

    @transaction.atomic
    def unschedule(self, by: Actor) -> None:
        """Let the changes wait again until somebody publishes them."""
        PendingRevision.objects.filter(pk=self.pk).update(publish_at=None)
        AuditEntry.objects.record(self.article, "unschedule changes", by)

    @transaction.atomic
    def discard(self, by: Actor, note: str = "") -> None:
        """Let the story stay as it is; what the changes said stays among its revisions.

        Raises:
            ValidationError: they are other changes by now, or none.
        """
        story = self.article
        if not PendingRevision.objects.filter(pk=self.pk, version=self.version).delete()[0]:
            raise ValidationError(MEANWHILE)
        PhotoUse.objects.follow_pending(story)
        AuditEntry.objects.record(story, "discard changes", by, note)


def checked(kind: str, text: str) -> str:
    """Give what readers are told of a change of this kind.

    Raises:
        ValidationError: the kind is missing or unknown, or readers must be told and are not.
    """
    if kind not in ChangeKind.values:
        raise ValidationError("Say what kind of change it is: minor, an update or a correction.")
    return "" if kind == ChangeKind.MINOR else told(text)


def publish_due_changes() -> int:
    """Make public the pending changes whose time has come; give how many.

    One that cannot be published stays, scheduled no more, and the audit log says why.
    """
    done = 0
    for pending in PendingRevision.objects.due().select_related("article", "agreed_by"):
        try:
            pending.publish(pending.agreed_by, pending.kind, pending.text)
            done += 1
        except (ValidationError, ValueError) as error:
            said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            with transaction.atomic():
                still = PendingRevision.objects.due().filter(pk=pending.pk, version=pending.version).order_by()
                if still.update(publish_at=None):  # else the worker and the chore of the minute met, and one did it
                    AuditEntry.objects.record(pending.article, "changes not published", None, said)
    return done
