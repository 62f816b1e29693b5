"""Stories and what belongs to them."""

from articles.models.amendment import Amendment
from articles.models.archive import ArchiveCount
from articles.models.article import Article, shows
from articles.models.autosave import Autosave
from articles.models.byline import Byline, Credit
from articles.models.change import StoryChange
from articles.models.note import Note
from articles.models.oldpath import OldPath
from articles.models.pending import PendingRevision
from articles.models.photo import Photo
from articles.models.photouse import PhotoUse
from articles.models.photowords import PhotoWords
from articles.models.presence import Presence
from articles.models.previewlink import PreviewLink, PreviewOpening
from articles.models.reader import ReaderHour, SiteHour
from articles.models.related import Block, Pick, Related
from articles.models.revision import ChangeKind, Revision
from articles.models.search import SearchEntry, SearchWord
from articles.models.stat import ArticleStat
from articles.models.tag import Tag, Tagging, TagMerge
from articles.models.terms import Lexicon, StoryTerm, Term
from articles.models.trending import TrendingChoice, TrendingList
from articles.models.workflow import WrongState

__all__ = [
    "Amendment",
    "ArchiveCount",
    "Article",
    "ArticleStat",
    "Autosave",
    "Block",
    "Byline",
    "ChangeKind",
    "Credit",
    "Lexicon",
    "Note",
    "OldPath",
    "PendingRevision",
    "Photo",
    "PhotoUse",
    "PhotoWords",
    "Pick",
    "Presence",
    "PreviewLink",
    "PreviewOpening",
    "ReaderHour",
    "Related",
    "Revision",
    "SearchEntry",
    "SearchWord",
    "SiteHour",
    "StoryChange",
    "StoryTerm",
    "Tag",
    "TagMerge",
    "Tagging",
    "Term",
    "TrendingChoice",
    "TrendingList",
    "WrongState",
    "shows",
]
