"""What the admin of stories has for writing."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.forms.models import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from articles.admin.writing import doors, keeping, unsaved
from articles.models import Article, Autosave, Revision
from articles.models.autosave import is_form_key, new_form_key

DOORS: dict[str, Callable[..., HttpResponse]] = {
    "keep": keeping.keep,
    "preview-text": doors.preview_text,
    "pasted": doors.pasted,
    "find-stories": doors.find_stories,
    "find-photos": doors.find_photos,
    "embed": doors.embed,
    "unsaved": unsaved.offers,
}
"""Name in the address: what answers there."""


class Writing:
    """Gives ArticleAdmin the doors of the editor, and offers back what nobody saved."""

    admin_site: Any
    may_write: Callable[..., bool]

    def get_urls(self) -> list[URLPattern]:
        # The doors check by themselves who asks, because a script cannot read the page to sign in.
        named = [
            path(f"writing/{name}/", partial(view, self), name=f"articles_article_writing_{name}")
            for name, view in DOORS.items()
        ]
        page = self.admin_site.admin_view(partial(unsaved.unsaved_page, self))
        named.append(path("writing/unsaved/<int:number>/", page, name="articles_article_unsaved"))
        return named + super().get_urls()  # type: ignore[misc]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        form: type[ModelForm] = super().get_form(request, obj, change, **kwargs)  # type: ignore[misc]
        row = self.taken(request, obj)
        if row is None:
            return form
        taken: Autosave = row

        class Taken(form):  # type: ignore[misc, valid-type]
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                if not self.is_bound:
                    unsaved.put_into(self, taken)

        return Taken

    def taken(self, request: HttpRequest, obj: Article | None) -> Autosave | None:
        """Give the words that the form is to begin with, if it was asked for with some of the user's own."""
        if request.method != "GET" or "unsaved" not in request.GET:
            return None
        row = unsaved.row_of(request, request.GET["unsaved"])
        return row if row and row.article_id == (obj.pk if obj else None) else None

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given: dict[str, Any] = super().get_changeform_initial_data(request)  # type: ignore[misc]
        given.pop("unsaved", None)
        return given

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        obj = kwargs.get("obj")
        if self.may_write(request, obj):
            context["writing"] = self.writing(request, obj)
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]
        return response

    def writing(self, request: HttpRequest, obj: Article | None) -> dict[str, Any]:
        """Give what the page knows of its form: its key, the words it began with, and what else waits."""
        row = self.taken(request, obj)
        key = request.POST.get("_form_key", "")
        last = Revision.objects.of(obj).values_list("number", flat=True).first() if obj else 0
        return {
            "key": key if is_form_key(key) else new_form_key(),
            "since": row.stamp if row else request.POST.get("_form_since", "")[:80],
            "taken": row,
            "offers": unsaved.offers_of(request.user, obj, row.pk if row else 0) if request.method == "GET" else [],
            "revision": last or 0,
            "cookie": settings.CSRF_COOKIE_NAME,
        }

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self.finish(request)
        return super().log_addition(request, obj, message)  # type: ignore[misc]

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self.finish(request)
        return super().log_change(request, obj, message)  # type: ignore[misc]

    def finish(self, request: HttpRequest) -> None:
        """The form is saved, so nothing of it waits any more; Django calls this in the transaction of the save."""
        key, since = request.POST.get("_form_key", ""), request.POST.get("_form_since", "")[:80]
        Autosave.objects.finish(request.user, key, since)
