"""The library: which photos it shows, in which order, and how often each is used."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.photos.uses import count_uses, times
from articles.admin.photos.words import in_a_story, size_of
from articles.models.photo import PhotoQuerySet

EQUAL = "equal"
COUNTED_HERE = 100
"""Uses that a tile counts."""


class Library(ChangeList):
    """A page of photos with what their tiles say, in a constant number of queries."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Photos of one file stand together where they are looked for."""
        return ["-upload_digest", "-pk"] if self.params.get("look") == EQUAL else ["-pk"]

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        photos = list(self.result_list)
        counts = count_uses(photos, COUNTED_HERE)
        for photo in photos:
            photo.size = size_of(photo)
            photo.used = counts[photo.pk]
            photo.times = times(photo.used, COUNTED_HERE)
            photo.paste = in_a_story(photo)
        self.result_list = photos


class LookFilter(admin.SimpleListFilter):
    """What the newsroom looks for to put the library in order."""

    title = "what needs care"
    parameter_name = "look"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("credit", "without a credit"),
            ("licence", "without a licence"),
            ("unused", "not used anywhere"),
            (EQUAL, "of the same file as others"),
        ]

    def queryset(self, request: HttpRequest, queryset: PhotoQuerySet) -> QuerySet[Any]:  # type: ignore[override]
        match self.value():
            case "credit":
                return queryset.filter(credit="")
            case "licence":
                return queryset.filter(licence="")
            case "unused":
                return queryset.unused()
            case "equal":
                return queryset.with_equals()
        return queryset


class MarkFilter(admin.SimpleListFilter):
    """By what editors marked."""

    title = "mark"
    parameter_name = "mark"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("decorative", "decorative"), ("illustrative", "only illustrative")]

    def queryset(self, request: HttpRequest, queryset: PhotoQuerySet) -> QuerySet[Any]:  # type: ignore[override]
        mark = self.value()
        return queryset.filter(**{mark: True}) if mark in ("decorative", "illustrative") else queryset
