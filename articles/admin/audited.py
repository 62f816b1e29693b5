"""What the admins of the newsroom share: the audit log, and pages of their own."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.messages.storage import default_storage
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from nuztrend.lib import dates
from nuztrend.lib.paging import CountedToALimit
from nuztrend.models import AuditEntry

SHOWN = 200
"""Entries on the page of a row's history."""


def moment(at: datetime) -> str:
    """Give a moment such as `06-jun-2025, 14:05 UTC`, in the site's time zone."""
    return f"{dates.dateline(at)}, {timezone.localtime(at):%H:%M %Z}"


def history_of(row: Model, limit: int) -> str:
    """Give the newest audit entries of a row as a list."""
    entries = AuditEntry.objects.of(row).select_related("by")[:limit]
    lines = format_html_join(
        "",
        "<li>{}: <strong>{}</strong> by {}{}</li>",
        (
            (moment(entry.at), entry.verb, entry.by or "the system", f" – {entry.note}" if entry.note else "")
            for entry in entries
        ),
    )
    return format_html('<ul class="history">{}</ul>', lines) if lines else "–"


class AuditedAdmin(admin.ModelAdmin):
    """Saving and deleting writes the audit log, and the History button shows it."""

    show_full_result_count = False
    list_per_page = 50
    paginator = CountedToALimit

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Save; once more where somebody took away, or took, at the same moment what the form had looked for.

        PostgreSQL says so at the COMMIT, when it is too late to say it kindly. The second time the form sees it.
        """
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            # what was said speaks of what did not come to be
            request._messages = default_storage(request)  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        AuditEntry.objects.record(obj, "change" if change else "create", request.user)

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        AuditEntry.objects.record(obj, "delete", request.user)
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            AuditEntry.objects.record(obj, "delete", request.user)
            obj.delete()  # one by one, because each row says which pages end with it

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show who did what to the row, from the audit log."""
        row = self.row_or_404(request, object_id)
        title = f"History of “{row}”"
        context = {"title": title, "history": history_of(row, SHOWN), "shown": SHOWN, **(extra_context or {})}
        return self.page(request, "admin/audit_history.html", row, context)

    def row_or_404(self, request: HttpRequest, object_id: str) -> Any:
        """Give the row for a page of our own to somebody who may view it."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404("no such row")
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return row

    def page(
        self, request: HttpRequest, template: str, row: Any, context: dict[str, Any], status: int = 200
    ) -> TemplateResponse:
        """Answer with a page of our own about one row, in the admin's frame."""
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "original": row}
        return TemplateResponse(request, template, frame | context, status=status)
