"""Stories and what belongs to them."""

from articles.models.article import Article, Credit, Tagging, WrongState, shows
from articles.models.byline import Byline
from articles.models.photo import Photo
from articles.models.related import Related
from articles.models.stat import ArticleStat
from articles.models.tag import Tag
from articles.models.trending import TrendingList

__all__ = [
    "Article",
    "ArticleStat",
    "Byline",
    "Credit",
    "Photo",
    "Related",
    "Tag",
    "Tagging",
    "TrendingList",
    "WrongState",
    "shows",
]
