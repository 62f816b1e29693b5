"""The admin of photos: the library, the page of one, and the doors through which pictures come in."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.admin.audited import AuditedAdmin, history_of
from articles.admin.photos.forms import SAID, PhotoForm, take
from articles.admin.photos.library import Library, LookFilter, MarkFilter
from articles.admin.photos.uploads import Uploads
from articles.admin.photos.uses import COUNTED, SHOWN, count_uses, uses_of
from articles.admin.photos.words import in_a_story, size_of
from articles.models import Photo
from articles.models.photo import PhotoQuerySet, StoredPhoto

AT_ONCE = 200
"""Photos that are deleted together."""
OTHER_SHAPE = 0.02
"""The part by which the proportions of a replaced picture may change unnoticed."""
CROPS = [("16 / 9", "in lists"), ("3 / 2", "on top of the front page"), ("1 / 1", "beside a byline")]


class PhotoChoices(AutocompleteJsonView):
    """Answers the photo fields of forms, each choice with its thumbnail."""

    def has_perm(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.source_field.related_model is Photo and super().has_perm(request, obj)

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {**super().serialize_result(obj, to_field_name), "thumbnail": obj.small_url}


@admin.register(Photo)
class PhotoAdmin(Uploads, AuditedAdmin):
    """The picture library."""

    form = PhotoForm
    list_filter = [LookFilter, "source_type", MarkFilter]
    list_per_page = 60
    list_max_show_all = 60
    search_fields = ["caption"]  # says that there is a search; `get_search_results` does it
    search_help_text = "Words or parts of words of caption, alternative text, credit or licence; a key; a file's name"
    show_facets = admin.ShowFacets.NEVER
    actions_selection_counter = False
    readonly_fields = ["picture", "paste", "uses", "history"]

    class Media:
        css = {"all": ["css/focus.css", "admin-nuztrend/library.css"]}
        js = ["admin-nuztrend/library.js", "admin-nuztrend/focus.js", "admin-nuztrend/uploads.js"]

    # The library

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[Library]:
        return Library

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        photos: PhotoQuerySet = queryset
        return (photos.holding(search_term) if search_term.strip() else photos), False

    # The page of one

    def get_fieldsets(self, request: HttpRequest, obj: Photo | None = None) -> Any:
        writes = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        file = (["picture", ("focal_x", "focal_y")] if obj else []) + (["upload", "kept"] if writes else [])
        fieldsets: list[Any] = [(None, {"fields": file + SAID})]
        if obj:
            fieldsets.append(("In stories", {"fields": ["paste", "uses", "history"]}))
        return fieldsets

    def picture(self, photo: Photo) -> str:
        """The picture with the widths that it is kept in, and how pages cut it."""
        widths = [(form.upper(), ", ".join(str(size[0]) for size in sizes)) for form, sizes in photo.renditions.items()]
        context = {"photo": photo, "srcset": photo.srcset("jpeg"), "size": size_of(photo), "widths": widths}
        return render_to_string("admin/articles/photo/picture.html", {**context, "crops": CROPS})

    @admin.display(description="to paste into a story")
    def paste(self, photo: Photo) -> SafeString:
        return format_html('<code class="paste">{}</code>', in_a_story(photo))

    @admin.display(description="used in")
    def uses(self, photo: Photo) -> SafeString:
        """Where the photo is shown."""
        count = count_uses([photo])[photo.pk]
        if not count:
            return format_html("{}", "Nothing shows it.")
        lines = format_html_join("", "<li>{}</li>", ((line,) for line in uses_of([photo])))
        number = f"{count}{'+' if count >= COUNTED else ''} {'place' if count == 1 else 'places'}"
        first = f", the first {SHOWN} of them" if count > SHOWN else ""
        return format_html("<p>{}{}:</p><ul>{}</ul>", number, first, lines)

    def history(self, photo: Photo) -> str:
        """The last things that were done to the photo."""
        return history_of(photo, 10)

    # Saving

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Take the upload before the transaction begins: it costs a second or more, and writers would wait."""
        upload: Any = request.FILES.get("upload") if request.method == "POST" else None
        if upload and (self.has_change_permission(request) if object_id else self.has_add_permission(request)):
            take(upload)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Photo, form: Any, change: bool) -> None:
        stored: StoredPhoto | None = form.cleaned_data["stored"]
        note = ""
        if stored and change:
            before, after = f"{obj.width} × {obj.height}", f"{stored.width} × {stored.height}"
            note = f"the picture was replaced: {before} → {after} pixels"
            if abs(obj.width * stored.height / (obj.height * stored.width or 1) - 1) > OTHER_SHAPE:
                text = f"The new picture has another shape ({after} instead of {before} pixels): look at its crops."
                self.message_user(request, text, messages.WARNING)
        if stored:
            obj.fill(stored)
        obj.save_version(by=request.user, note=note)
        for other in Photo.objects.equal_to(stored).exclude(pk=obj.pk)[:5] if stored else ():
            address = reverse("admin:articles_photo_change", args=[other.pk])
            text = format_html('The same picture is already here as <a href="{}">{}</a>.', address, other)
            self.message_user(request, text, messages.WARNING)

    # Deleting

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What anything shows stays: the lines say where it is shown."""
        photos: list[Photo] = list(objs[: AT_ONCE + 1])
        if len(photos) > AT_ONCE:
            return [], {}, set(), [f"Too many: at most {AT_ONCE} photos are deleted together."]
        if uses := uses_of(photos):
            more = ["… and perhaps more"] if len(uses) == SHOWN else []
            return [], {}, set(), [*uses, *more]
        names = [
            format_html('Photo: <a href="{}">{}</a>', reverse("admin:articles_photo_change", args=[photo.pk]), photo)
            for photo in photos
        ]
        lacking = set() if self.has_delete_permission(request) else {self.opts.verbose_name}
        return names, {self.opts.verbose_name_plural: len(photos)}, lacking, []

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Delete, unless a story takes the photo at this very moment: the database then says no."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except IntegrityError:
            self.message_user(request, "Nothing is deleted: a story took the photo meanwhile.", messages.ERROR)
            return HttpResponseRedirect(reverse("admin:articles_photo_changelist"))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the library, or carry out an action there as `delete_view` does."""
        try:
            return super().changelist_view(request, extra_context)
        except IntegrityError:
            self.message_user(request, "Nothing is deleted: a story took one of them meanwhile.", messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> None:
        super().delete_queryset(request, queryset.order_by("pk"))  # one order, so that no two wait for each other

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        choices = view(PhotoChoices.as_view(admin_site=self.admin_site))
        return [
            path("choices/", choices, name="articles_photo_choices"),
            path("upload/", self.upload_door, name="articles_photo_upload"),
            *super().get_urls(),
        ]
