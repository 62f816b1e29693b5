"""Tags and bylines in the newsroom."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.audited import AuditedAdmin
from articles.forms import PhotoSelect
from articles.models import Byline, Credit, Tag, Tagging


def stories_of(through: type[Model], name: str) -> Coalesce:
    """Give the number of stories of each row, counted only for the rows that are shown."""
    rows = through._default_manager.filter(**{name: OuterRef("pk")}).order_by().values(name)
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


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

    @admin.display(description="stories", ordering="stories")
    def count(self, row: Any) -> SafeString:
        return format_html('<a href="{}">{}</a>', self.list_of(row), row.stories)

    def list_of(self, row: Any) -> str:
        """Give the address of the list of its stories."""
        return reverse("admin:articles_article_changelist", query={self.parameter: row.slug})

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What stories carry stays. One line says so: a section may stand on every other story of the archive."""
        carried = [row for row in objs if row.stories]
        if not carried:
            return super().get_deleted_objects(objs, request)
        lines = [(self.list_of(row), row.stories, row) for row in carried]
        return [], {}, set(), [format_html('<a href="{}">Stories: {} with “{}”</a>', *line) for line in lines]


@admin.register(Tag)
class TagAdmin(SubjectAdmin):
    """Tags; a number in the menu makes one a section."""

    list_display = ["name", "slug", "menu", "description", "count"]
    list_filter = [("menu", admin.EmptyFieldListFilter)]
    fields = ["name", "slug", "description", "menu"]
    through, parameter = Tagging, "tag"


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
