"""Tags and bylines in the newsroom."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import IntegerField, Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.audited import AuditedAdmin
from articles.forms import PhotoSelect, is_key
from articles.models import Byline, Credit, Tag, Tagging
from nuztrend.lib.paging import COUNTED
from nuztrend.models import AuditEntry


class NumberOf(Subquery):
    """How many rows a query has, for each row of another; it is asked for no more than it shall count."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def stories_of(through: type[Model], name: str) -> NumberOf:
    """Give the number of stories of each row that is shown; one of a million stories is not counted to its end."""
    rows = through._default_manager.filter(**{name: OuterRef("pk")}).order_by().values("pk")
    return NumberOf(rows[: COUNTED + 1])


def told(stories: int) -> str:
    """Give a number of stories as it is shown."""
    return str(stories) if stories <= COUNTED else f"more than {COUNTED:,}"


class SubjectAdmin(AuditedAdmin):
    """A row that stories carry: its address comes from its name, and its number leads to its stories."""

    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name", "slug"]
    through: type[Model]
    parameter = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(stories=stories_of(self.through, self.parameter))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, and say in the audit log what a name or an address was before: others may look for it there."""
        renamed = [name for name in ("name", "slug") if change and name in form.changed_data]
        note = "; ".join(f"{name}: “{form.initial[name]}” → “{form.cleaned_data[name]}”" for name in renamed)
        obj.save()
        verb = "rename" if renamed else "change" if change else "create"
        AuditEntry.objects.record(obj, verb, request.user, note)

    @admin.display(description="stories", ordering="stories")
    def count(self, row: Any) -> SafeString:
        return format_html('<a href="{}">{}</a>', self.list_of(row), told(row.stories))

    def list_of(self, row: Any) -> str:
        """Give the address of the list of its stories."""
        return reverse("admin:articles_article_changelist", query={self.parameter: row.slug})

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What stories carry stays. One line says so: a section may stand on every other story of the archive."""
        carried = [row for row in objs if row.stories]
        if not carried:
            return super().get_deleted_objects(objs, request)
        lines = [(self.list_of(row), told(row.stories), row) for row in carried]
        return [], {}, set(), [format_html('<a href="{}">Stories: {} with “{}”</a>', *line) for line in lines]


class TagSelect(AutocompleteSelect):
    """An autocomplete of tags that looks nothing up for what cannot be a key."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list[Any]:
        return super().optgroups(name, [pk for pk in value if is_key(pk)], attr)


class MergeForm(forms.Form):
    """Which tag takes another one in."""

    into = forms.ModelChoiceField(
        Tag.objects.all(),
        label="Tag that stays",
        widget=TagSelect(Tagging._meta.get_field("tag"), admin.site),
        error_messages={"invalid_choice": "There is no such tag any more."},
    )

    def __init__(self, tag: Tag, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tag = tag

    def clean_into(self) -> Tag:
        if (into := self.cleaned_data["into"]) == self.tag:
            raise forms.ValidationError("Choose another tag: this is the one that is to be merged.")
        return into


@admin.register(Tag)
class TagAdmin(SubjectAdmin):
    """Tags; a number in the menu makes one a section."""

    list_display = ["name", "slug", "menu", "description", "count"]
    list_filter = [("menu", admin.EmptyFieldListFilter)]
    fields = ["name", "slug", "description", "menu"]
    through, parameter = Tagging, "tag"

    def may_merge(self, request: HttpRequest) -> bool:
        """Whether the user may make one tag of two: that changes one and deletes the other."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        context["may_merge"] = self.may_merge(request)
        tag = kwargs.get("obj")
        context["mergers"] = tag.mergers.filter(undone_at=None)[:10] if tag and context["may_merge"] else []
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/merge/", view(self.merge_view), name="articles_tag_merge"),
            path("<path:object_id>/undo/<int:merger>/", view(self.undo_view), name="articles_tag_undo"),
            *super().get_urls(),
        ]

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask which tag stays, show what the merger will do, and do it."""
        tag = self.row_or_404(request, object_id)
        if not self.may_merge(request):
            raise PermissionDenied
        form = MergeForm(tag, request.POST or (request.GET if "into" in request.GET else None))
        into = form.cleaned_data["into"] if form.is_valid() else None
        if request.method == "POST" and into:
            try:
                stories = tag.merge_into(into, by=request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.message_user(request, f"“{into}” took in “{tag}” with its {stories} stories.", messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:articles_tag_change", args=[into.pk]))
        context = {"title": f"Merge “{tag}” into another tag", "form": form, "button": "Merge", "into": into}
        context |= {"consequences": consequences(tag, into) if into else [], "media": self.media + form.media}
        return self.page(request, "admin/articles/tag/merge.html", tag, context)

    def undo_view(self, request: HttpRequest, object_id: str, merger: int) -> HttpResponse:
        """Ask once more, and make two tags of one again."""
        tag = self.row_or_404(request, object_id)
        if not self.may_merge(request):
            raise PermissionDenied
        found = get_object_or_404(tag.mergers, pk=min(merger, 2**62), undone_at=None)
        error = ""
        if request.method == "POST":
            try:
                back = found.undo(by=request.user)
            except ValidationError as refusal:
                error = " ".join(refusal.messages)
            else:
                self.message_user(request, f"“{back}” is a tag of its own again.", messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:articles_tag_change", args=[back.pk]))
        context = {"title": f"Take “{found.name}” out of “{tag}” again?", "merger": found, "error": error}
        context |= {"button": "Undo the merger", "stories": len(found.stories)}
        return self.page(request, "admin/articles/tag/undo.html", tag, context)


def consequences(tag: Tag, into: Tag) -> list[str]:
    """Give in sentences what the merger of two tags will do."""
    stories, both = tag.taggings.count(), tag.doubled_in(into).count()
    lines = [
        f"Stories that carry “{tag}” and will carry “{into}” in its place: {stories}.",
        f"{tag.get_absolute_url()} and its feeds will lead to {into.get_absolute_url()} for good.",
        f"“{tag}” will be deleted; the page of “{into}” has a button that makes two tags of them again.",
    ]
    if both:
        lines.insert(1, f"Of these, stories that carry both, and will carry “{into}” once: {both}.")
    if into.menu is None and tag.menu is not None:
        lines.append(f"“{into}” takes the place in the menu, number {tag.menu}.")
    elif tag.menu is not None:
        lines.append(f"“{tag}” leaves the menu; “{into}” stays where it is.")
    if tag.description and not into.description:
        lines.append("The description goes over as well.")
    return lines


@admin.register(Byline)
class BylineAdmin(SubjectAdmin):
    """Who stories are by."""

    list_display = ["name", "slug", "kind", "count"]
    list_filter = ["kind"]
    through, parameter = Credit, "byline"
    autocomplete_fields = ["user"]

    def get_fields(self, request: HttpRequest, obj: Byline | None = None) -> Any:
        fields = ["name", "slug", "kind", "bio", "photo"]
        # Only who may look at accounts can choose one.
        return [*fields, "user"] if request.user.has_perm("auth.view_user") else fields

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "photo":
            kwargs["widget"] = PhotoSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
