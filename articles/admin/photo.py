"""Photos in the newsroom: sending, describing, finding, and how a story names them."""

import re
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.admin.audited import AuditedAdmin, history_of
from articles.forms import PhotoForm, same_pictures
from articles.images import BadImage
from articles.models import Article, Photo
from articles.models.photo import store_upload


class PhotoChoices(AutocompleteJsonView):
    """Answers the photo fields of forms, each choice with its thumbnail."""

    def has_perm(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.source_field.related_model is Photo and super().has_perm(request, obj)

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {**super().serialize_result(obj, to_field_name), "thumbnail": obj.small_url}


def in_a_story(photo: Photo) -> str:
    """Give the Markdown that shows a photo in a story."""
    alt = re.sub(r"([\\\[\]])", r"\\\1", photo.alt)
    caption = re.sub(r'(["\\])', r"\\\1", photo.caption)
    return f'![{alt}](photo:{photo.key} "{caption}")' if caption else f"![{alt}](photo:{photo.key})"


@admin.register(Photo)
class PhotoAdmin(AuditedAdmin):
    """The picture library."""

    form = PhotoForm
    list_display = ["thumbnail", "__str__", "credit", "size", "source_type", "uploaded_at"]
    list_display_links = ["__str__"]
    list_filter = ["source_type", "illustrative", "decorative", "uploaded_at"]
    search_fields = ["caption", "alt", "credit", "key"]
    search_help_text = "Caption, alternative text, credit or key"
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    readonly_fields = ["picture", "paste", "leads", "history"]

    def get_fieldsets(self, request: HttpRequest, obj: Photo | None = None) -> Any:
        said = ["alt", "decorative", "caption", "credit", "licence", "source_type", "illustrative"]
        writes = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        file = (["picture"] if obj else []) + (["upload", "kept"] if writes else [])
        fieldsets: list[Any] = [
            (None, {"fields": file + said}),
        ]
        if obj:
            fieldsets.append(("In stories", {"fields": ["paste", "leads", "history"]}))
        return fieldsets

    @admin.display(description="picture")
    def thumbnail(self, photo: Photo) -> SafeString:
        return format_html('<img class="thumbnail" src="{}" alt="" loading="lazy">', photo.small_url)

    @admin.display(description="size")
    def size(self, photo: Photo) -> str:
        return f"{photo.width} × {photo.height}"

    def picture(self, photo: Photo) -> SafeString:
        """The picture with the widths that it is kept in."""
        widths = format_html_join(
            "",
            "<li>{}: {}</li>",
            ((form.upper(), ", ".join(str(size[0]) for size in sizes)) for form, sizes in photo.renditions.items()),
        )
        return format_html(
            '<img class="photo" src="{}" srcset="{}" sizes="30rem" alt="{}"><p>{} pixels</p><ul>{}</ul>',
            photo.small_url,
            photo.srcset("jpeg"),
            photo.alt,
            self.size(photo),
            widths,
        )

    @admin.display(description="to paste into a story")
    def paste(self, photo: Photo) -> SafeString:
        return format_html('<code class="paste">{}</code>', in_a_story(photo))

    @admin.display(description="lead photo of")
    def leads(self, photo: Photo) -> str:
        stories = Article.objects.filter(lead_photo=photo).only("title").order_by("-pk")[:50]
        links = ((reverse("admin:articles_article_change", args=[story.pk]), story) for story in stories)
        return format_html_join("", '<p><a href="{}">{}</a></p>', links) or "no story"

    def history(self, photo: Photo) -> str:
        """The last things that were done to the photo."""
        return history_of(photo, 10)

    def get_urls(self) -> list[URLPattern]:
        choices = self.admin_site.admin_view(PhotoChoices.as_view(admin_site=self.admin_site))
        return [path("choices/", choices, name="articles_photo_choices"), *super().get_urls()]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Take the upload before the transaction begins: it costs a second or more, and writers would wait."""
        upload: Any = request.FILES.get("upload") if request.method == "POST" else None
        if upload and (self.has_change_permission(request) if object_id else self.has_add_permission(request)):
            try:
                upload.stored = store_upload(upload, upload.name or "")
            except BadImage as refusal:
                upload.refusal = refusal
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Photo, form: Any, change: bool) -> None:
        stored = form.cleaned_data["stored"]
        if stored:
            obj.fill(stored)
        obj.save_version(by=request.user, note="the picture was replaced" if stored and change else "")
        for other in same_pictures(stored, obj) if stored else ():
            address = reverse("admin:articles_photo_change", args=[other.pk])
            text = format_html('The same picture is already here as <a href="{}">{}</a>.', address, other)
            self.message_user(request, text, messages.WARNING)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A photo that a story shows in its text is as protected as a lead photo."""
        deleted, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        protected += shown_in(objs)
        # Nothing is deleted then, so which rights it would take is of no interest.
        return deleted, counts, set() if protected else perms_needed, protected


def shown_in(photos: QuerySet[Photo]) -> list[SafeString]:
    """Give a line for each story whose text shows one of the photos."""
    return [
        format_html(
            'Story: <a href="{}">{}</a>, which shows “{}” in its text',
            reverse("admin:articles_article_change", args=[story.pk]),
            story,
            photo,
        )
        for photo in photos
        for story in Article.objects.filter(body__contains=f"photo:{photo.key}").only("title")[:20]
    ]
