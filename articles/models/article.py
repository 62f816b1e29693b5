"""Stories. A change is a verb on the row, and each verb writes its line in the audit log."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
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
from articles.models.pending import PendingRevision
from articles.models.photo import Photo
from articles.models.photouse import PhotoUse
from articles.models.revision import Revision
from articles.models.stat import ArticleStat
from articles.models.tag import Tag, Tagging
from articles.models.trending import TrendingList
from articles.models.workflow import READERS_MAY_KNOW, TRANSITIONS, AIUse, CommentsPolicy, SourceType, State, WrongState
from articles.querysets import ArticleQuerySet
from nuztrend.lib.addresses import address
from nuztrend.lib.dates import is_printable
from nuztrend.models import Actor, AuditEntry
from nuztrend.pagecache import depends_on, touch


class Article(models.Model):
    """A story: its words, its place in time, and who may see it."""

    State = State
    CommentsPolicy = CommentsPolicy
    SourceType = SourceType
    AIUse = AIUse

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
    source_type = models.CharField(
        "source", max_length=12, choices=SourceType, blank=True, help_text="Printed under the story."
    )
    ai_use = models.CharField(
        "use of AI", max_length=12, choices=AIUse, blank=True, help_text="Printed under the story."
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who is to look at it before readers do.",
    )
    due_at = models.DateTimeField("due", null=True, blank=True, help_text="When it is to be ready.")
    embargo_until = models.DateTimeField(
        null=True, blank=True, help_text="It cannot be published for an earlier moment, whoever tries."
    )
    publish_at = models.DateTimeField(null=True, blank=True, help_text="Empty: the moment of publishing.")
    unpublish_at = models.DateTimeField(null=True, blank=True, help_text="From then on the address answers “gone”.")
    first_published_at = models.DateTimeField(null=True, editable=False)
    revised_at = models.DateTimeField(null=True, editable=False, help_text="When readers last got other words.")
    updated_at = models.DateTimeField(auto_now=True)
    retraction_reason = models.CharField(
        max_length=500, blank=True, editable=False, help_text="Readers see it in place of the story."
    )
    moved_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="+", db_index=False
    )
    amendments = models.JSONField(editable=False, default=list, help_text="Copied from Amendment for the page.")
    comments_policy = models.CharField("comments", max_length=10, choices=CommentsPolicy, default=CommentsPolicy.OPEN)
    lead_position = models.PositiveSmallIntegerField(
        "place on the front page",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="1 is the lead story; empty: by date.",
    )
    lead_until = models.DateTimeField(
        "on the front page until", null=True, blank=True, help_text="Then the place ends, and the story is one by date."
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
            ("overrule_article", "Can publish stories against the checklist"),
            ("arrange_article", "Can arrange the front page"),
            ("share_article", "Can make preview links for outsiders"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="article_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["state", "due_at"], name="article_of_state_due", condition=Q(due_at__isnull=False)),
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
                condition=~Q(state=State.PUBLISHED) | Q(embargo_until=None) | Q(publish_at__gte=F("embargo_until")),
                name="article_keeps_embargo",
                violation_error_message="The story is under embargo then: set its publication after the embargo ends.",
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
    def is_live(self) -> bool:
        """Whether readers have the story, so that a change of its words takes the way of a pending revision."""
        return self.state == State.PUBLISHED and self.was_public

    @property
    def modified_at(self) -> datetime | None:
        """When the words last became those that readers see."""
        moments = [moment for moment in (self.publish_at, self.revised_at) if moment]
        return max(moments, default=None)

    @property
    def takes_comments(self) -> bool:
        """Whether readers may add comments."""
        return CommentsPolicy(self.comments_policy).takes_comments(self.publish_at)

    def clean(self) -> None:
        for name in ("publish_at", "unpublish_at", "embargo_until", "due_at", "lead_until"):
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
        verb: str = "",
        kind: str = "",
    ) -> None:
        """Save the story as its next version, with its tags and bylines where they are given (None: as they were).

        Args:
            verb: for the audit log; by default `create` or `change`.
            kind: what the change means to readers of a live story (`ChangeKind`), kept with the revision.
        """
        self.render()
        with transaction.atomic():
            verb = verb or ("change" if self.pk else "create")
            Revision.objects.keep_first(self)
            self.version += 1
            if still_ahead := self.is_still_ahead:
                self.first_published_at = self.publish_at
            before = self._place()
            if not self._state.adding:
                self.refresh_from_db(fields=["amendments", "card"])  # others write these without a new version
            self.save()
            ArchiveCount.objects.follow(self)
            if still_ahead:
                self._enter_trending(anew=True)
            if tags is not None:
                self._set_tags(list(tags))
            if bylines is not None:
                self._set_bylines(bylines)
            PhotoUse.objects.follow(self)
            if Revision.objects.record(self, by, verb, note, kind) and self.is_live:
                self.revised_at = timezone.now()
                Article.objects.filter(pk=self.pk).update(revised_at=self.revised_at)
            self._repeat_time()
            if self.state in READERS_MAY_KNOW:
                self._change_page()
                if before != self._place():
                    self._change_lists(before)
            AuditEntry.objects.record(self, verb, by, note)

    def submit(self, by: Actor, note: str = "") -> None:
        """Hand the draft to the editors."""
        self._move("submit", by, note)

    def return_to_draft(self, by: Actor, note: str = "") -> None:
        """Give a story in review back to its writer, with a note on what is missing."""
        self._move("return", by, note)

    @transaction.atomic
    def publish(self, by: Actor, at: datetime | None = None, note: str = "") -> None:
        """Make the story public at the moment `at`, else at the `publish_at` of its stored row, else now."""
        self._begin("publish")
        at = at or self.publish_at or timezone.now()
        if self.unpublish_at and self.unpublish_at <= at:
            raise ValidationError(f"“{self}” would leave before it appears: its end is not after its start.")
        if self.embargo_until and at < self.embargo_until:
            until = f"{timezone.localtime(self.embargo_until):%Y-%m-%d %H:%M}"
            raise ValidationError(f"“{self}” is under embargo until {until}: publish it for then, or later.")
        first = self.first_published_at if (was_public := self.was_public) else at
        self._move("publish", by, note, publish_at=at, first_published_at=first, retraction_reason="", moved_to=None)
        Revision.objects.show(self)
        self._enter_trending(anew=not was_public)
        TrendingList.objects.refresh(at_once=True)

    @transaction.atomic
    def retract(self, by: Actor, reason: str, moved_to: "Article | None" = None) -> None:
        """Take a published story back; its address answers 410 with the reason, or leads to `moved_to` if public.

        Pending changes and preview links end with it; what the changes said stays among the revisions.
        """
        if not reason.strip():
            raise ValidationError("Say why the story is retracted: readers see the reason in its place.")
        self._begin("retract")
        changes = {} if self.was_public else {"first_published_at": None}  # nobody saw it, so nothing of it is told
        Revision.objects.hide(self)
        self._move("retract", by, reason, retraction_reason=reason.strip(), moved_to=moved_to, **changes)
        if pending := PendingRevision.objects.of(self):
            pending.discard(by, "the story was retracted")
        for link in self.preview_links.filter(revoked_at=None):
            link.revoke(by)

    def _begin(self, verb: str) -> None:
        """Lock the row and read it anew: what was read before may lack a time or an embargo that somebody set since."""
        self.refresh_from_db(from_queryset=Article.objects.select_for_update(no_key=True))
        if self.state not in TRANSITIONS[verb][0]:
            raise WrongState(f"“{self}” is {self.get_state_display()}: it cannot be changed by “{verb}” any more.")

    @transaction.atomic
    def _move(self, verb: str, by: Actor, note: str = "", **changes: object) -> None:
        self._begin(verb)
        target = TRANSITIONS[verb][1]
        changes |= {"state": target, "version": self.version + 1}
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=[*changes, "updated_at"])
        ArchiveCount.objects.follow(self)
        self._repeat_time()
        if target in READERS_MAY_KNOW:
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
        facts = row.values_list("slug", "publish_at", "unpublish_at", "lead_position", "lead_until").first()
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
