"""The newsroom as an admin site: Django's, with its own door."""

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache


class Newsroom(AdminSite):
    """Django's admin, where signing in is slowed, may take a code, and an expired session loses no words."""

    logout_template = "admin/logged_out.html"

    def get_urls(self) -> list[URLResolver | URLPattern]:
        from nuztrend.signin import recovery, views

        return [
            path("code/", views.second_step, name="second_step"),
            path("recover/", recovery.recover, name="recover"),
            path("account/", self.admin_view(views.account), name="account"),
            path("account/codes/", views.set_up_codes, name="set_up_codes"),
            path("account/backup-codes/", self.admin_view(views.backup_codes), name="backup_codes"),
            path("account/remove-codes/", self.admin_view(views.remove_codes), name="remove_codes"),
            *super().get_urls(),
        ]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Give the view for members; a form that a stranger sends is answered with its words."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            leaving = request.path == reverse("admin:logout")
            if request.method == "POST" and not leaving and not self.has_permission(request):
                from nuztrend.signin import kept

                return kept.signed_out(request)
            return inner(request, *args, **kwargs)

        return keeping

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the page with name and password, or let in."""
        from nuztrend.signin.views import SignIn

        if request.method == "GET" and self.has_permission(request):
            return redirect("admin:index")
        context = {
            **self.each_context(request),
            "title": "Log in",
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            **(extra_context or {}),
        }
        if REDIRECT_FIELD_NAME not in request.GET and REDIRECT_FIELD_NAME not in request.POST:
            context[REDIRECT_FIELD_NAME] = reverse("admin:index")
        return SignIn.as_view(extra_context=context)(request)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """End the session, and write that down."""
        from nuztrend.models import AuditEntry

        if request.method == "POST" and request.user.is_authenticated:
            AuditEntry.objects.record(request.user, "sign out", request.user)
        return super().logout(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Change one's own password; every other session of the account ends."""
        from nuztrend.signin.views import ChangePassword

        context = {**self.each_context(request), **(extra_context or {})}
        return ChangePassword.as_view(extra_context=context)(request)
