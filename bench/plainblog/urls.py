"""Addresses of the plain blog; stories stand where Nuztrend has them."""

from django.contrib import admin
from django.urls import path

from bench.plainblog import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", views.article_list, name="article_list"),
    path("articles/<slug:slug>/", views.article_detail, name="article_detail"),
    path("tags/<slug:tag>/", views.article_list, name="tag"),
    path("authors/<slug:author>/", views.article_list, name="author"),
]
