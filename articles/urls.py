"""Addresses of stories and of the lists that lead to them."""

from django.urls import path

from articles import corrections, feeds, sharing, sitemaps, views
from articles.search import views as search

urlpatterns = [
    path("", views.home, name="home"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("articles/<int:story>/read", views.read, name="read"),
    path("preview/<str:token>/", sharing.preview, name="shared_preview"),
    path("trending/", views.trending_page, name="trending"),
    path("tags/", views.tags, name="tags"),
    path("tags/<slug:slug>/", views.tag, name="tag"),
    path("bylines/<slug:slug>/", views.byline, name="byline"),
    path("archive/", views.archive, name="archive"),
    path("archive/<int:year>/<int:month>/", views.month, name="month"),
    path("search/", search.results, name="search"),
    path("search/suggest/", search.suggest, name="search_suggest"),
    *corrections.urlpatterns,
    *feeds.urlpatterns,
    *sitemaps.urlpatterns,
]
