"""Accounts in the newsroom's lists: what is done to one is audited, and nobody reads another's keys."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django_otp.plugins.otp_static.admin import StaticDeviceAdmin  # noqa: F401  (registers what is taken away below)
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDeviceAdmin  # noqa: F401
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.admin.audited import AuditedAdmin
from nuztrend.models import AuditEntry

admin.site.unregister([StaticDevice, TOTPDevice, User])


@admin.register(User)
class AccountAdmin(AuditedAdmin, UserAdmin):
    """Accounts, kept by superusers."""

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            changed: Any = self.get_object(request, id)
            AuditEntry.objects.record(changed, "change password", request.user)
        return response
