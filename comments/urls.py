"""Addresses of comments."""

from django.urls import path, re_path

from comments import feeds, views
from comments.captcha import views as captcha

urlpatterns = [
    path("articles/<slug:slug>/comments/", views.comments, name="comments"),
    path("articles/<slug:slug>/comments/form/", views.captcha_fragment, name="comment_captcha"),
    path("articles/<slug:slug>/comments/<int:pk>/", views.comment, name="comment"),
    path("captcha/<slug:key>.png", captcha.picture, name="captcha_picture"),
    path("captcha/<slug:key>.wav", captcha.sound, name="captcha_sound"),
    re_path(r"^comments/(?P<receipt>[A-Za-z0-9_-]{32})/$", views.receipt, name="receipt"),
    *feeds.urlpatterns,
]
