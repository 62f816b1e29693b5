"""Stories. A change is a verb on the row, and each verb writes its line in the audit log."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from articles import markdown
from articles.models.archive import ArchiveCount
from articles.models.byline import Byline, Credit
from articles.models.change import StoryChange
from articles.models.oldpath import OldPath
from articles.models.photo import Photo
from articles.models.stat import ArticleStat
from articles.models.tag import Tag, Tagging
from articles.models.trending import TrendingList
from articles.querysets import ArticleQuerySet
from nuztrend.lib.addresses import address
from nuztrend.lib.dates import is_printable
from nuztrend.models import Actor, AuditEntry
from nuztrend.pagecache import depends_on, touch


class WrongState(ValidationError):
    """The verb does not apply to a story in this state; the text says so in the editor's words."""


class State(models.TextChoices):
    """Where a story stands. Scheduled is no state: it is `published` with a `publish_at` to come."""

    DRAFT = "draft", "draft"
    IN_REVIEW = "in review", "in review"
    PUBLISHED = "published", "published"
    RETRACTED = "retracted", "retracted"


class CommentsPolicy(models.TextChoices):
    OPEN = "open", "open"
    CLOSED = "closed", "closed: those there stay, nobody adds one"


# verb: (the states it starts from, the state it leads to)
TRANSITIONS: dict[str, tuple[Sequence[State], State]] = {
    "submit": ([State.DRAFT], State.IN_REVIEW),
    "return": ([State.IN_REVIEW], State.DRAFT),
    "publish": ([State.DRAFT, State.IN_REVIEW, State.RETRACTED], State.PUBLISHED),
    "retract": ([State.PUBLISHED], State.RETRACTED),
}


READERS_MAY_KNOW = {State.PUBLISHED, State.RETRACTED}
"""States of stories that some page shows, or will show when their time comes."""


class Article(models.Model):
    """A story: its words, its place in time, and who may see it."""

    State = State
    CommentsPolicy = CommentsPolicy

    title = models.CharField("headline", max_length=160)
    slug = models.SlugField(max_length=120, unique=True, help_text="The last part of the address. Old ones lead here.")
    dek = models.CharField(max_length=300, blank=True, help_text="One sentence under the headline.")
    body = models.TextField(blank=True, help_text="Markdown.")
    body_html = models.TextField(editable=False, blank=True)
    renderer_version = models.PositiveSmallIntegerField(editable=False, default=0)
    words = models.PositiveIntegerField(editable=False, default=0, help_text="Of the body; 0 when nobody counted.")
    parts = models.JSONField(editable=False, default=list, help_text="[id, words] of each heading of the body.")
    lead_photo = models.ForeignKey(Photo, models.PROTECT, null=True, blank=True, related_name="lead_of")
    bylines = models.ManyToManyField(Byline, through="Credit", related_name="articles")
    tags = models.ManyToManyField(Tag, through="Tagging", related_name="articles")
    picks = models.ManyToManyField("self", through="Pick", symmetrical=False, related_name="picked_by")
    blocks = models.ManyToManyField("self", through="Block", symmetrical=False, related_name="blocked_by")
    keywords = models.CharField(
        "search keywords",
        max_length=500,
        blank=True,
        help_text="Printed under the story, separated by commas.",
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False)
    publish_at = models.DateTimeField(null=True, blank=True, help_text="Empty: the moment of publishing.")
    unpublish_at = models.DateTimeField(null=True, blank=True, help_text="From then on the address answers “gone”.")
    first_published_at = models.DateTimeField(null=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    retraction_reason = models.CharField(
        max_length=500, blank=True, editable=False, help_text="Readers see it in place of the story."
    )
    comments_policy = models.CharField("comments", max_length=10, choices=CommentsPolicy, default=CommentsPolicy.OPEN)
    lead_position = models.PositiveSmallIntegerField(
        "place on the front page",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="1 is the lead story; empty: by date.",
    )
    version = models.PositiveIntegerField(editable=False, default=0)
    card = models.CharField(max_length=200, blank=True, editable=False, help_text="File of the picture for links.")
    import_ref = models.CharField(max_length=200, unique=True, null=True, blank=True, editable=False)
    import_digest = models.CharField(max_length=64, blank=True, editable=False, help_text="Of the file last imported.")
    import_version = models.PositiveIntegerField(null=True, editable=False, help_text="The version that import left.")

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = "story"
        verbose_name_plural = "stories"
        ordering: ClassVar = ["-publish_at", "-id"]
        permissions: ClassVar = [
            ("publish_article", "Can publish stories and change published ones"),
            ("retract_article", "Can retract stories"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-publish_at", "-id", "unpublish_at"], name="article_river"),
            models.Index(fields=["lead_position"], name="article_lead", condition=Q(lead_position__isnull=False)),
            models.Index(
                fields=["state", "unpublish_at"], name="article_leaving", condition=Q(unpublish_at__isnull=False)
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="article_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(publish_at__isnull=False),
                name="article_published_has_time",
            ),
            models.CheckConstraint(
                condition=Q(unpublish_at=None) | Q(publish_at=None) | Q(unpublish_at__gt=F("publish_at")),
                name="article_leaves_after_it_comes",
                violation_error_message="The story would leave before it appears: set the end after the start.",
            ),
            models.CheckConstraint(
                condition=Q(comments_policy__in=CommentsPolicy.values), name="article_comments_policy_known"
            ),
            models.CheckConstraint(
                condition=Q(lead_position=None) | Q(lead_position__gte=1), name="article_lead_position_from_1"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("article", self.slug)

    @property
    def page_tag(self) -> str:
        """What pages depend on that print anything of the story."""
        return f"story:{self.pk}"

    @property
    def comments_tag(self) -> str:
        """What pages depend on that show the comments under the story."""
        return f"comments:{self.pk}"

    @property
    def is_public(self) -> bool:
        """Whether the public may see the story now (one query: `published()` is the only rule)."""
        return Article.objects.published().filter(pk=self.pk).exists()

    @property
    def subjects(self) -> list[Tag]:
        """The tags in printed order, the section first where the newsroom keeps to that."""
        return [tagging.tag for tagging in self.taggings.all()]

    @property
    def is_retracted(self) -> bool:
        """Whether the newsroom took the story back."""
        return self.state == State.RETRACTED

    @property
    def was_public(self) -> bool:
        """Whether readers may have seen the story, and may know its address."""
        return self.first_published_at is not None and self.first_published_at <= timezone.now()

    @property
    def is_still_ahead(self) -> bool:
        """Whether the story is scheduled and was never seen by the public."""
        return self.state == State.PUBLISHED and not self.was_public

    @property
    def takes_comments(self) -> bool:
        """Whether readers may add comments."""
        return self.comments_policy == CommentsPolicy.OPEN

    def clean(self) -> None:
        for name in ("publish_at", "unpublish_at"):
            moment = getattr(self, name)
            if moment and not is_printable(moment):
                raise ValidationError({name: f"The year {moment.year} is not one that a story can carry."})
        if self.state == State.PUBLISHED and self.publish_at is None:
            raise ValidationError({"publish_at": "A published story needs its time of publication."})

    def render(self) -> None:
        """Make `body_html` of `body`, and note how many words it has and of which parts it consists.

        Call it before a transaction begins: a hostile text takes seconds until it is refused, and the door
        remembers what it rendered.

        Raises:
            articles.markdown.CannotRender: the text is too long, too slow or too deep; the message says what to do.
        """
        self.body_html = markdown.render(self.body, Photo.objects.sources(markdown.photo_keys(self.body)))
        self.renderer_version = markdown.RENDERER_VERSION
        self.words, self.parts = markdown.outline(self.body_html)

    def save_version(
        self,
        by: Actor,
        *,
        tags: Iterable[Tag] | None = None,
        bylines: Iterable[Byline] | None = None,
        note: str = "",
    ) -> None:
        """Save the story as its next version, with its tags and bylines where they are given (None: as they were)."""
        self.render()
        with transaction.atomic():
            verb = "change" if self.pk else "create"
            self.version += 1
            if still_ahead := self.is_still_ahead:
                self.first_published_at = self.publish_at
            before = self._place()
            self.save()
            ArchiveCount.objects.follow(self)
            if still_ahead:
                self._enter_trending(anew=True)
            if tags is not None:
                self._set_tags(list(tags))
            if bylines is not None:
                self._set_bylines(bylines)
            self._repeat_time()
            if self.state in READERS_MAY_KNOW:
                self._change_page()
                if before != self._place():
                    self._change_lists(before)
            AuditEntry.objects.record(self, verb, by, note)

    def submit(self, by: Actor) -> None:
        """Hand the draft to the editors."""
        self._move("submit", by)

    def return_to_draft(self, by: Actor, note: str = "") -> None:
        """Give a story in review back to its writer, with a note on what is missing."""
        self._move("return", by, note=note)

    def publish(self, by: Actor, at: datetime | None = None) -> None:
        """Make the story public at the moment `at`, else at its own `publish_at`, else now."""
        at = at or self.publish_at or timezone.now()
        if self.unpublish_at and self.unpublish_at <= at:
            raise ValidationError(f"“{self}” would leave before it appears: its end is not after its start.")
        was_public = self.was_public
        first = self.first_published_at if was_public else at
        with transaction.atomic():
            self._move("publish", by, publish_at=at, first_published_at=first, retraction_reason="")
            self._enter_trending(anew=not was_public)
            TrendingList.objects.refresh(at_once=True)

    def retract(self, by: Actor, reason: str) -> None:
        """Take a published story back; its address answers 410 with the reason, which readers see."""
        if not reason.strip():
            raise ValidationError("Say why the story is retracted: readers see the reason in its place.")
        changes = {} if self.was_public else {"first_published_at": None}  # nobody saw it, so nothing of it is told
        self._move("retract", by, note=reason, retraction_reason=reason.strip(), **changes)

    @transaction.atomic
    def _move(self, verb: str, by: Actor, note: str = "", **changes: object) -> None:
        allowed, target = TRANSITIONS[verb]
        row = Article.objects.select_for_update(no_key=True).get(pk=self.pk)
        if row.state not in allowed:
            raise WrongState(f"“{row}” is {row.get_state_display()}: it cannot be changed by “{verb}” any more.")
        self.unpublish_at = row.unpublish_at  # what is repeated below must be what stands in the row
        changes |= {"state": target, "version": row.version + 1}
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=[*changes, "updated_at"])
        ArchiveCount.objects.follow(self)
        self._repeat_time()
        if row.state in READERS_MAY_KNOW or target in READERS_MAY_KNOW:
            self._change_page()
            self._change_lists()
        AuditEntry.objects.record(self, verb, by, note)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        touch(self.page_tag, self.comments_tag, "recent-comments", "rivers")
        StoryChange.objects.record(self, deleted=True)
        ArchiveCount.objects.follow(self, deleted=True)
        return super().delete(*args, **kwargs)

    def _place(self) -> Any:
        """Give what decides, in the database, on which pages the story stands and where; nobody else changes it now."""
        if not self.pk:
            return None
        row = Article.objects.select_for_update(no_key=True).filter(pk=self.pk)
        facts = row.values_list("slug", "publish_at", "unpublish_at", "lead_position").first()
        return facts, list(self.taggings.values_list("tag_id")), list(self.credits.values_list("byline_id"))

    def _change_page(self) -> None:
        """Say that the page of the story changes, to the page cache, the sitemap and who is told of it outside."""
        from articles import tasks  # stands above the models

        touch(self.page_tag)
        StoryChange.objects.record(self)
        tasks.draw_card.enqueue(self.pk)

    def _change_lists(self, before: Any = None) -> None:
        """Say that the story enters, leaves or moves from its place `before`, and let its neighbours learn of it."""
        from articles import related, tasks  # both stand above the models

        touch("rivers")
        if self.was_public:
            OldPath.objects.follow(self, Article(slug=before[0][0]) if before else None)
        TrendingList.objects.refresh(at_once=True)
        related.enter(self)
        tasks.relate.enqueue(self.pk)

    def _enter_trending(self, anew: bool) -> None:
        assert self.publish_at is not None
        ArticleStat.objects.enter(self.pk, self.publish_at, self.unpublish_at, anew=anew)

    def _set_tags(self, tags: list[Tag]) -> None:
        self.taggings.exclude(tag__in=tags).delete()
        for position, tag in enumerate(tags, 1):
            self.taggings.update_or_create(tag=tag, defaults={"position": position})

    def _set_bylines(self, bylines: Iterable[Byline]) -> None:
        self.credits.all().delete()
        Credit.objects.bulk_create(
            Credit(article=self, byline=byline, position=position) for position, byline in enumerate(bylines, 1)
        )

    def _repeat_time(self) -> None:
        """Carry over to the rows along which lists are read, and to search, when readers may see the story."""
        from articles import search  # stands above the models

        for rows in (Tagging, Credit, ArticleStat):
            rows.objects.follow(self)
        search.index(self.pk)


def shows(*stories: Article) -> None:
    """Say that the page that is being rendered prints something of these stories."""
    depends_on(*(story.page_tag for story in stories))
