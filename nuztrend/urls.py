"""Every address of the portal; each app lists its own."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path

from comments.admin.desk import urls as desk
from nuztrend import health, robots, views
from nuztrend.dashboard import views as dashboard
from nuztrend.style.views import style
from nuztrend.weather import views as weather

urlpatterns = [
    path("", include("articles.urls")),
    path("", include("comments.urls")),
    *dashboard.urlpatterns,
    *desk.urlpatterns,
    path("admin/", admin.site.urls),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("style/", style, name="style"),
    path("strip/", weather.strip, name="strip"),
    path("strip/city/", weather.city, name="city"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    *robots.urlpatterns,
]
if settings.DEBUG:
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

handler400 = "nuztrend.views.bad_request"
handler403 = "nuztrend.views.forbidden"
handler404 = "nuztrend.views.not_found"
handler500 = "nuztrend.views.server_error"
