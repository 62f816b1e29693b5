"""The newsroom's desk for stories, photos, tags and bylines."""

from articles.admin.article import ArticleAdmin
from articles.admin.photos import PhotoAdmin
from articles.admin.taxonomy import BylineAdmin, TagAdmin
from articles.admin.trending import TrendingChoiceAdmin

__all__ = ["ArticleAdmin", "BylineAdmin", "PhotoAdmin", "TagAdmin", "TrendingChoiceAdmin"]
