"""Every address of the portal; each app lists its own."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path

from nuztrend import health

urlpatterns = [
    path("", include("articles.urls")),
    path("", include("comments.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
if settings.DEBUG:
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

handler400 = "nuztrend.views.bad_request"
handler403 = "nuztrend.views.forbidden"
handler404 = "nuztrend.views.not_found"
handler500 = "nuztrend.views.server_error"
