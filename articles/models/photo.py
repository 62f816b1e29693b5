"""Photos: checked by content, freed of EXIF and GPS, kept under the hash of their bytes, in widths for every screen."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, Self

from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q

from articles import images
from articles.markdown import MAX_BYTES, PhotoSource
from nuztrend.models import Actor, AuditEntry
from nuztrend.pagecache import touch

Sizes = list[list[int]]  # [[width, height], …], narrowest first

FOUND = 1_000
"""Photos that a search of the library, or a look for unused ones, finds: the newest."""

NAMED = MAX_BYTES // 10
"""Photos that a text names at most: more keys than these are longer than what is rendered."""

CENTRE = 50

OF_THE_FILE = ("file", "width", "height", "renditions", "upload_digest")
"""Fields that an upload fills. Whoever only says something of a photo leaves them as they are stored."""

SIZES = "(min-width: 64rem) 44rem, 100vw"  # how wide a picture in a story's column is shown


def new_key() -> str:
    """Give the name by which stories refer to a photo (`photo:KEY` in Markdown); it outlives a replaced file."""
    return secrets.token_hex(6)


@lru_cache(maxsize=4096)  # a page asks for the same few pictures again and again
def address_of(name: str) -> str:
    """Give the address of a file in the storage."""
    return str(default_storage.url(name))


@dataclass(frozen=True)
class StoredPhoto:
    """An upload that was checked, cleaned and put into the storage, and is not yet a row."""

    name: str
    width: int
    height: int
    renditions: dict[str, Sizes]
    upload_digest: str
    credit: str


def digest_of(upload: IO[bytes]) -> str:
    """Give the SHA-256 of an upload's bytes; equal uploads are the same picture."""
    upload.seek(0)
    digest = hashlib.sha256()
    while block := upload.read(1 << 20):
        digest.update(block)
    upload.seek(0)
    return digest.hexdigest()


def store_upload(upload: IO[bytes], name: str = "") -> StoredPhoto:
    """Check and clean an upload and store it with its JPEG and WebP widths.

    Call it before a transaction begins: it takes a second or more, and the storage may be across a network. Names are
    hashes of the content, so a second call changes nothing.

    Raises:
        articles.images.BadImage: it is no picture that we take; the message says why and what to do.
    """
    digest = digest_of(upload)
    master = images.take(upload, name)
    images.store(default_storage, master.name, master.data)
    return StoredPhoto(
        name=master.name,
        width=master.width,
        height=master.height,
        renditions={form: store_renditions(master.name, master.data, form) for form in ("jpeg", "webp")},
        upload_digest=digest,
        credit=master.credit.credit_line or master.credit.creator or master.credit.copyright,
    )


def store_renditions(name: str, data: bytes, form: str) -> Sizes:
    """Store the widths of a master picture in one format and give their sizes."""
    sizes: Sizes = []
    for rendition in images.renditions(data, form):
        images.store(default_storage, images.rendition_name(name, rendition.width, form), rendition.data)
        sizes.append([rendition.width, rendition.height])
    return sizes


class PhotoQuerySet(models.QuerySet["Photo"]):
    def sources(self, keys: Iterable[str]) -> dict[str, PhotoSource]:
        """What the renderer needs of the photos that a text refers to, by key; nothing for a text that it refuses."""
        keys = set(keys)
        return {photo.key: photo.source() for photo in self.filter(key__in=keys)} if 0 < len(keys) <= NAMED else {}

    def holding(self, asked: str) -> Self:
        """Photos of which each word of a question is said, the newest FOUND."""
        from articles.models.photowords import PhotoWords

        return self.filter(pk__in=list(PhotoWords.objects.holding(asked).values_list("pk", flat=True)[:FOUND]))

    def unused(self) -> Self:
        """Photos that no story, no pending changes of one and no byline shows, the newest FOUND."""
        from articles.models.byline import Byline
        from articles.models.photouse import PhotoUse

        shown = PhotoUse.objects.filter(photo=OuterRef("pk"))
        portraits = Byline.objects.filter(photo=OuterRef("pk"))
        unused = Photo.objects.filter(~Exists(shown), ~Exists(portraits)).order_by("-pk")
        return self.filter(pk__in=list(unused.values_list("pk", flat=True)[:FOUND]))

    def with_equals(self) -> Self:
        """Photos that were made of the same file as others are, those of one file together."""
        several = Photo.objects.exclude(upload_digest="").order_by().values("upload_digest")
        several = several.annotate(photos=Count("pk")).filter(photos__gt=1)
        digests = list(several.order_by("-upload_digest").values_list("upload_digest", flat=True)[:FOUND])
        return self.filter(upload_digest__in=digests).order_by("-upload_digest", "-pk")

    def equal_to(self, stored: StoredPhoto) -> Self:
        """Photos that were made of the same file as an upload."""
        return self.filter(upload_digest=stored.upload_digest)


class Photo(models.Model):
    """A picture with what must be said about it."""

    class SourceType(models.TextChoices):
        PHOTO = "photo", "photograph"
        ILLUSTRATION = "illustration", "illustration"
        AI = "ai-generated", "generated by AI"

    key = models.CharField(max_length=80, unique=True, default=new_key, editable=False)
    file = models.FileField(max_length=200, editable=False)
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    alt = models.CharField(
        "alternative text",
        max_length=300,
        blank=True,
        help_text="What a reader who cannot see it should know.",
    )
    decorative = models.BooleanField(
        default=False, help_text="It says nothing that the text does not: no alternative text needed."
    )
    caption = models.CharField(max_length=300, blank=True)
    credit = models.CharField(max_length=200, blank=True, help_text="Who made it, as it shall be printed.")
    licence = models.CharField(max_length=200, blank=True)
    source_type = models.CharField(max_length=20, choices=SourceType, default=SourceType.PHOTO)
    illustrative = models.BooleanField(
        "only illustrative", default=False, help_text="The page says that it does not show the event itself."
    )
    focal_x = models.PositiveSmallIntegerField(
        "focal point, from the left", default=CENTRE, validators=[MaxValueValidator(100)], help_text="Per cent."
    )
    focal_y = models.PositiveSmallIntegerField(
        "focal point, from the top",
        default=CENTRE,
        validators=[MaxValueValidator(100)],
        help_text="Per cent. Where the picture is cut to fit, this point stays.",
    )
    upload_digest = models.CharField(max_length=64, editable=False, db_index=True, blank=True)
    renditions = models.JSONField(editable=False, default=dict, help_text="format: [[width, height], …]")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = PhotoQuerySet.as_manager()

    _filled = False

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(alt="") | Q(decorative=True),
                name="photo_alt_or_decorative",
                violation_error_message="Describe the picture in the alternative text, or mark it as decorative.",
            ),
            models.CheckConstraint(
                condition=Q(source_type__in=["photo", "illustration", "ai-generated"]),
                name="photo_source_type_known",
            ),
            models.CheckConstraint(
                condition=Q(focal_x__range=(0, 100), focal_y__range=(0, 100)), name="photo_focal_point_inside"
            ),
        ]
        indexes = [
            models.Index(fields=["credit", "-id"], name="photo_by_credit"),
            models.Index(fields=["licence", "-id"], name="photo_by_licence"),
            models.Index(fields=["source_type", "-id"], name="photo_by_source"),
            models.Index(fields=["-id"], name="photo_decorative", condition=Q(decorative=True)),
            models.Index(fields=["-id"], name="photo_illustrative", condition=Q(illustrative=True)),
        ]

    def __str__(self) -> str:
        return self.caption or self.alt or self.key

    @property
    def name(self) -> str:
        """The name of the master in the storage."""
        return str(self.file.name)

    @property
    def url(self) -> str:
        """The address of the master."""
        return address_of(self.name)

    def rendition_url(self, width: int, form: str) -> str:
        """Give the address of one width in one format."""
        return images.rendition_name(self.url, width, form)

    def srcset(self, form: str) -> str:
        """Give the `srcset` of one format (`jpeg`, `webp`, `avif`), empty while it is not made."""
        return images.srcset(self.url, form, tuple(width for width, _ in self.renditions.get(form, ())))

    @property
    def small_url(self) -> str:
        """The address of the narrowest JPEG, for thumbnails and as the last resort of `<img src>`."""
        sizes = self.renditions.get("jpeg")
        return self.rendition_url(sizes[0][0], "jpeg") if sizes else self.url

    @property
    def focus(self) -> str:
        """The classes that let CSS cut the picture around its focal point, in steps of 10 %; none for the middle."""
        points = {"x": self.focal_x, "y": self.focal_y}
        steps = {axis: (point + 5) // 10 * 10 for axis, point in points.items()}
        return " ".join(f"focus-{axis}-{step}" for axis, step in steps.items() if step != CENTRE)

    def source(self) -> PhotoSource:
        """Give what the Markdown renderer prints for `photo:KEY`."""
        return PhotoSource(
            src=self.small_url,
            srcset=self.srcset("webp"),
            sizes=SIZES,
            width=self.width,
            height=self.height,
            alt=self.alt,
            caption=self.caption,
            credit=self.credit,
        )

    def fill(self, stored: StoredPhoto) -> None:
        """Take over a stored upload; its embedded credit stands where the editor gave none."""
        self._filled = True
        self.file.name = stored.name
        self.width, self.height = stored.width, stored.height
        self.renditions = stored.renditions
        self.upload_digest = stored.upload_digest
        self.credit = self.credit or stored.credit[:200]

    def touch_pages(self) -> None:
        """Say that the pages change that show the photo over a story or beside a byline."""
        # Texts that show it are rendered again by the worker, which touches their stories.
        touch("bylines", *(story.page_tag for story in self.lead_of.only("pk")))

    @transaction.atomic
    def save_version(self, by: Actor, note: str = "") -> None:
        """Save the photo and let the worker make what takes long: AVIF widths, cards, and the stories that print it."""
        from articles import tasks  # the worker's tasks stand above the models
        from articles.models.photowords import PhotoWords

        # Whoever makes it a lead photo meanwhile waits: else neither of the two would touch the story's pages.
        before = Photo.objects.select_for_update().get(pk=self.pk) if self.pk else None
        if before and not self._filled:  # somebody may have replaced the picture since this row was read
            for name in OF_THE_FILE:
                setattr(self, name, getattr(before, name))
        self.save()
        self._filled = False
        PhotoWords.objects.follow(self)
        self.touch_pages()
        AuditEntry.objects.record(self, "change" if before else "create", by, note)
        if "avif" not in self.renditions:
            tasks.make_avif.enqueue(self.pk)
        if before:
            tasks.rerender_stories_with.enqueue(self.key)
            if before._cut() != self._cut():
                tasks.draw_cards_with.enqueue(self.pk, 0)

    def _cut(self) -> tuple[str, int, int]:
        """What a card for links shows of the photo."""
        return self.name, self.focal_x, self.focal_y
