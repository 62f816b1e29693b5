"""Sending pictures: many at once, which get their words row by row, and one with its words for other programs.

A picture of a row is stored and is no photo yet. Its row carries a token with what was stored and the key that the
photo will have: whatever goes wrong with a row, picture and words are there, and a row sent twice makes one photo.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.admin.sites import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html

from articles.admin.photos.forms import SAID, LicenceInput, PhotoForm, RowForm, keep, take
from articles.admin.photos.words import in_a_story
from articles.models import Photo
from articles.models.photo import StoredPhoto
from nuztrend.models import Actor

MOST = 60
"""Rows of a page: their fields stay below the number that Django takes in one form."""
ROW = re.compile(r"row-(\d{1,4})-kept", re.ASCII)
FOR_ALL = ("credit", "licence")
"""What may be said once for all pictures that are sent together."""

SIGNED_OUT = "You are signed out. Sign in in another window, then send it again."
NOT_YOURS = "Your account may not add photos."


@dataclass
class Batch:
    """Pictures that wait for their words, and the files that were not taken."""

    rows: list[RowForm] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, data: Any) -> "Batch":
        """Give the rows of a form that was sent, as they were typed."""
        numbers = sorted({int(found[1]) for name in data if (found := ROW.fullmatch(name))})[:MOST]
        return cls([RowForm(data, prefix=f"row-{number}") for number in numbers])

    def add(self, files: Sequence[Any], data: Any, number: int) -> None:
        """Add a row, from `number` on, for each file that is a picture; `data` may hold what is said of them all."""
        here = {row.stored.upload_digest for row in self.rows if row.stored}
        for file in files:
            name = "".join(sign for sign in file.name or "" if sign.isprintable())[-80:]
            if len(self.rows) >= MOST:
                self.refused.append(f"{name}: {MOST} pictures wait for their words already. Save them first.")
                continue
            take(file)
            stored: StoredPhoto | None = getattr(file, "stored", None)
            if stored is None:
                self.refused.append(str(file.refusal))
            elif stored.upload_digest in here:
                self.refused.append(f"{name}: the same picture stands below already.")
            else:
                here.add(stored.upload_digest)
                self.rows.append(row_for(stored, data, f"row-{number}"))
                number += 1

    def find_twins(self) -> None:
        """Tell each row whether its picture is in the library already; such a one is left out unless somebody says."""
        digests = {row: row.stored.upload_digest for row in self.rows if row.stored}
        photos = Photo.objects.filter(upload_digest__in=digests.values()).order_by("-pk")
        by_digest = {photo.upload_digest: photo for photo in photos[: 10 * MOST]}
        for row, digest in digests.items():
            row.twin = by_digest.get(digest)
            if row.twin and not row.is_bound:
                row.initial.setdefault("leave_out", True)

    def save(self, by: Actor) -> list[Photo]:
        """Make photos of the rows that say what must be said; the others stay. A row sent twice makes one photo."""
        done = [row for row in self.rows if row.is_valid()]
        self.rows = [row for row in self.rows if row not in done]
        return [photo for row in done if not row.cleaned_data.get("leave_out") and (photo := saved(row, by))]


def row_for(stored: StoredPhoto, data: Any, prefix: str) -> RowForm:
    """Give the row of a picture that was just stored."""
    said = {name: str(data.get(name, ""))[:200] for name in FOR_ALL}
    said["credit"] = stored.credit[:200] or said["credit"]
    return RowForm(prefix=prefix, initial={"kept": keep(stored), **said})


def saved(row: RowForm, by: Actor) -> Photo | None:
    """Give the photo made of a row, None where it has been made already."""
    assert row.stored
    photo: Photo = row.save(commit=False)
    photo.key = row.key
    photo.fill(row.stored)
    try:
        with transaction.atomic():
            if Photo.objects.filter(key=photo.key).exists():
                return None
            photo.save_version(by=by)
    except IntegrityError:  # at the same moment
        return None
    return photo


class Uploads:
    """The upload page of the library, and the door for the story editor; the admin of photos has them."""

    admin_site: AdminSite
    has_add_permission: Any
    message_user: Any
    page: Any
    media: Any

    def upload_door(self, request: HttpRequest) -> HttpResponse:
        """Answer programs in JSON, also where the admin would show its sign-in page."""
        if request.method == "POST" and "application/json" in request.headers.get("Accept", ""):
            if not self.admin_site.has_permission(request):
                return JsonResponse({"errors": {"__all__": [SIGNED_OUT]}}, status=401)
            return self.admin_site.admin_view(self.upload_json)(request)
        return self.admin_site.admin_view(self.upload_view)(request)

    def upload_json(self, request: HttpRequest) -> JsonResponse:
        """Take one picture with its words: `{key, markdown, thumbnail, alt}`, or `{errors}` by field."""
        if not self.has_add_permission(request):
            return JsonResponse({"errors": {"__all__": [NOT_YOURS]}}, status=403)
        if file := request.FILES.get("file"):
            take(file)
        data = request.POST.copy()
        data.setdefault("source_type", Photo.SourceType.PHOTO)
        for name in ("focal_x", "focal_y"):
            data.setdefault(name, "50")
        form = PhotoForm(data, MultiValueDict({"upload": [file]} if file else {}))
        if not form.is_valid():
            errors = {"file" if name == "upload" else name: list(said) for name, said in form.errors.items()}
            return JsonResponse({"errors": errors}, status=400)
        photo: Photo = form.save(commit=False)
        photo.fill(form.cleaned_data["stored"])
        photo.save_version(by=request.user)
        answer = {"key": photo.key, "markdown": in_a_story(photo), "thumbnail": photo.small_url, "alt": photo.alt}
        return JsonResponse(answer, status=201)

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Take files, show a row for each, and make photos of the rows that are filled in."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self.upload_page(request, Batch())
        if "at" in request.POST:
            return self.upload_rows(request)
        saving = "_save" in request.POST
        batch = Batch.of(request.POST)
        photos = batch.save(request.user) if saving else []
        if not saving:
            batch.rows = [as_typed(row) for row in batch.rows]
        files = request.FILES.getlist("file")
        batch.add(files, request.POST, next_number(batch.rows))
        if photos:
            address = reverse("admin:articles_photo_changelist")
            number = f"{len(photos)} picture{'s are' if len(photos) > 1 else ' is'}"
            text = format_html('{} in the <a href="{}">library</a> now.', number, address)
            self.message_user(request, text, messages.SUCCESS)
        if saving and not batch.rows and not batch.refused:
            return HttpResponseRedirect(reverse("admin:articles_photo_changelist"))
        if not saving and not files:
            batch.refused.append("Choose the files of some pictures first.")
        return self.upload_page(request, batch)

    def upload_rows(self, request: HttpRequest) -> HttpResponse:
        """Give the rows of some files alone, for a page that has rows already; `at` is the number of the first."""
        at = request.POST["at"]
        batch = Batch()
        batch.add(
            request.FILES.getlist("file"), request.POST, int(at) if at.isascii() and at.isdigit() and len(at) < 4 else 0
        )
        batch.find_twins()
        return TemplateResponse(request, "admin/articles/photo/_rows.html", {"batch": batch})

    def upload_page(self, request: HttpRequest, batch: Batch) -> HttpResponse:
        """Show the page with the rows that wait for words."""
        batch.find_twins()
        said = {name: request.POST.get(name, "") for name in FOR_ALL}
        licence = LicenceInput().render("licence", said["licence"], {"id": "id_licence", "maxlength": 200})
        context = {"title": "Upload pictures", "batch": batch, "most": MOST, "media": self.media}
        context |= {"credit": said["credit"], "licence": licence, "errors": any(row.is_bound for row in batch.rows)}
        answer: HttpResponse = self.page(request, "admin/articles/photo/upload.html", None, context)
        return answer


def as_typed(row: RowForm) -> RowForm:
    """Give a row that was sent and is not to be checked yet, with all that was typed."""
    typed = {name: row[name].value() for name in [*SAID, "kept", "leave_out"]}
    return RowForm(prefix=row.prefix, initial=typed)


def next_number(rows: Iterable[RowForm]) -> int:
    """Give a number that no row has."""
    return max((int(str(row.prefix).removeprefix("row-")) for row in rows), default=-1) + 1
