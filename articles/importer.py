"""Import of a folder of stories. Each story comes in whole or not at all; a second run changes nothing."""

import hashlib
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import slugify

from articles import frontmatter, markdown
from articles.frontmatter import PhotoFile, Refused, StoryFile
from articles.images import BadImage
from articles.models import Article, Byline, Photo, Tag
from articles.models.photo import StoredPhoto, digest_of, store_upload
from nuztrend.models import Actor, AuditEntry

Verdict = Literal["created", "updated", "unchanged", "skipped"]
Named = TypeVar("Named", Tag, Byline)
logger = logging.getLogger("articles.importer")
_image = re.compile(r"(!\[[^\]]{0,2000}\]\()([^)\s]{1,500})")
_elsewhere = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.IGNORECASE)


@dataclass(frozen=True)
class Outcome:
    """What became of one file, and why."""

    path: Path
    verdict: Verdict
    why: str = ""


def import_folder(folder: Path, by: Actor = None, *, overwrite: bool = False) -> Iterator[Outcome]:
    """Import every Markdown file below `folder` and give the outcome of each.

    A story is known by the `ref` of its front matter, else by its path in the folder. A file that was imported before
    and has not changed is left alone; one that has changed updates its story, unless an editor changed the story in
    the meantime (`overwrite` says that the file wins).
    """
    refs: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.md")):
        try:
            verdict, why = _import(path, folder, refs, by, overwrite)
        except (Refused, BadImage, markdown.CannotRender) as error:
            verdict, why = "skipped", str(error)
        except ValidationError as error:
            verdict, why = "skipped", " ".join(error.messages)
        except OSError as error:
            verdict, why = "skipped", f"it cannot be read: {error.strerror}"
        except Exception:
            # one file that nobody thought of must not keep the others out; the log has what happened
            logger.exception("import of %r", path)
            verdict, why = "skipped", "it could not be imported; the log says more"
        yield Outcome(path, verdict, why)


def _import(path: Path, folder: Path, refs: dict[str, Path], by: Actor, overwrite: bool) -> tuple[Verdict, str]:
    _refuse_outside(path, folder)
    file = frontmatter.read(path, str(path.relative_to(folder).with_suffix("")))
    if (other := refs.setdefault(file.ref, path)) != path:
        raise Refused(f"{other.name} has the same ref “{file.ref}”")
    pictures = _pictures(path, file)
    for picture in pictures.values():
        _refuse_outside(picture, folder)
    digest = _digest(path, pictures.values())
    story = Article.objects.filter(import_ref=file.ref).first()
    if story and story.import_digest == digest:
        return "unchanged", ""
    if story and story.version != story.import_version and not overwrite:
        return (
            "skipped",
            "the story was changed in the portal since its import; --overwrite lets the file win",
        )
    stored = {name: _stored(picture) for name, picture in pictures.items()}
    verdict: Verdict = "updated" if story else "created"
    story = story or Article(import_ref=file.ref)
    photos = {
        name: _photo(kept, file.photo if file.photo and file.photo.file == name else None)
        for name, kept in stored.items()
    }
    story.body = _image.sub(
        lambda found: found[1] + (f"photo:{photos[found[2]].key}" if found[2] in photos else found[2]),
        file.body,
    )
    _prerender(story, photos.values())
    with transaction.atomic():
        if (
            story.pk
            and not Article.objects.select_for_update(no_key=True).filter(pk=story.pk, version=story.version).exists()
        ):
            raise Refused("somebody changed the story at this very moment; run the import again")
        for photo in photos.values():
            if photo.pk is None:
                photo.save_version(by)
        _fill(story, file, photos)
        story.full_clean(exclude=["body_html"])
        story.save_version(
            by,
            tags=[_named(Tag, name, by) for name in file.tags],
            bylines=[_named(Byline, name, by) for name in file.bylines],
            note=f"imported from {path.name}",
        )
        _bring_to(story, file, by)
        Article.objects.filter(pk=story.pk).update(import_digest=digest, import_version=story.version)
    return verdict, ""


def _pictures(path: Path, file: StoryFile) -> dict[str, Path]:
    """Give the picture files that a story names, relative to its own place, by the name used."""
    names = {found[2] for found in _image.finditer(file.body) if not _elsewhere.match(found[2])}
    if file.photo:
        if not file.photo.file:
            raise Refused("its photo names no file")
        names.add(file.photo.file)
    pictures = {name: path.parent / name for name in sorted(names)}
    for name, picture in pictures.items():
        if not picture.is_file():
            raise Refused(f"the picture {name} is not there")
    return pictures


def _refuse_outside(path: Path, folder: Path) -> None:
    """Let an import read what lies in its folder, and nothing that a link or `..` leads to."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise Refused("its name is not UTF-8") from None
    if not path.resolve().is_relative_to(folder.resolve()):
        raise Refused(f"{path.name} lies outside the folder")


def _digest(path: Path, pictures: Iterable[Path]) -> str:
    digest = hashlib.sha256(path.read_bytes())
    for picture in pictures:
        digest.update(hashlib.sha256(picture.read_bytes()).digest())
    return digest.hexdigest()


def _stored(picture: Path) -> Photo | StoredPhoto:
    """Give the photo that these bytes are already, else store them. Before the transaction: it takes a second."""
    with picture.open("rb") as upload:
        known = Photo.objects.filter(upload_digest=digest_of(upload)).order_by("pk").first()
        return known or store_upload(upload, picture.name)


def _photo(kept: Photo | StoredPhoto, told: PhotoFile | None) -> Photo:
    """Give the photo as the story's file describes it, unsaved where it is new or its description changed."""
    photo = kept if isinstance(kept, Photo) else Photo(decorative=told is None)
    if isinstance(kept, StoredPhoto):
        photo.fill(kept)
    if told:
        wanted = {
            "alt": told.alt,
            "caption": told.caption,
            "credit": told.credit or photo.credit,
            "licence": told.licence,
            "source_type": told.source,
            "illustrative": told.illustrative,
            "decorative": told.decorative,
        }
        if isinstance(kept, Photo) and any(getattr(photo, name) != value for name, value in wanted.items()):
            same = Photo.objects.filter(upload_digest=kept.upload_digest, **wanted).order_by("pk").first()
            photo = same or Photo(
                file=kept.file.name,
                width=kept.width,
                height=kept.height,
                renditions=kept.renditions,
                upload_digest=kept.upload_digest,
            )
        for name, value in wanted.items():
            setattr(photo, name, value)
    if photo.pk is None:
        photo.full_clean(exclude=["file"])
    return photo


def _prerender(story: Article, photos: Iterable[Photo]) -> None:
    """Render before the transaction, with photos that may not be rows yet; `save_version` finds it remembered."""
    by_key = {photo.key: photo.source() for photo in photos}
    keys = markdown.photo_keys(story.body)
    known = Photo.objects.sources(keys - by_key.keys())
    markdown.render(story.body, {key: source for key, source in (known | by_key).items() if key in keys})


def _fill(story: Article, file: StoryFile, photos: dict[str, Photo]) -> None:
    story.title, story.dek, story.keywords = file.title, file.dek, file.keywords
    if file.names_slug or not story.was_public:  # a corrected title gives no address that readers have another one
        story.slug = file.slug
    story.publish_at, story.unpublish_at = file.date, file.unpublish
    story.comments_policy, story.lead_position = file.comments, file.place
    story.lead_photo = photos[file.photo.file] if file.photo else None


def _named(model: type[Named], name: str, by: Actor) -> Named:
    found, is_new = model._default_manager.get_or_create(name=name, defaults={"slug": _free_slug(model, name)})
    if is_new:
        AuditEntry.objects.record(found, "create", by, note="named by an imported story")
    return found


def _free_slug(model: type[models.Model], name: str) -> str:
    base = slugify(name)[:70] or "name"
    taken = set(model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug
        for number in range(1, len(taken) + 2)
        if (slug := base if number == 1 else f"{base}-{number}") not in taken
    )


def _bring_to(story: Article, file: StoryFile, by: Actor) -> None:
    """Carry out the verbs that lead from the story's state to the file's."""
    publish = partial(story.publish, by, file.date)
    retract = partial(story.retract, by, file.retraction_reason)
    steps = {
        ("draft", "in review"): [partial(story.submit, by)],
        ("draft", "published"): [publish],
        ("draft", "retracted"): [publish, retract],
        ("in review", "draft"): [partial(story.return_to_draft, by)],
        ("in review", "published"): [publish],
        ("in review", "retracted"): [publish, retract],
        ("published", "retracted"): [retract],
        ("retracted", "published"): [publish],
    }
    if story.state == file.state:
        return
    if (story.state, file.state) not in steps:
        raise Refused(f"the story is {story.state} in the portal and cannot become {file.state} again")
    for step in steps[story.state, file.state]:
        step()
