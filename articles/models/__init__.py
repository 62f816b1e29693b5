"""Stories and what belongs to them."""

from articles.models.archive import ArchiveCount
from articles.models.article import Article, WrongState, shows
from articles.models.byline import Byline, Credit
from articles.models.change import StoryChange
from articles.models.oldpath import OldPath
from articles.models.photo import Photo
from articles.models.reader import ReaderHour, SiteHour
from articles.models.related import Block, Pick, Related
from articles.models.search import SearchEntry, SearchWord
from articles.models.stat import ArticleStat
from articles.models.tag import Tag, Tagging
from articles.models.terms import Lexicon, StoryTerm, Term
from articles.models.trending import TrendingChoice, TrendingList

__all__ = [
    "ArchiveCount",
    "Article",
    "ArticleStat",
    "Block",
    "Byline",
    "Credit",
    "Lexicon",
    "OldPath",
    "Photo",
    "Pick",
    "ReaderHour",
    "Related",
    "SearchEntry",
    "SearchWord",
    "SiteHour",
    "StoryChange",
    "StoryTerm",
    "Tag",
    "Tagging",
    "Term",
    "TrendingChoice",
    "TrendingList",
    "WrongState",
    "shows",
]
