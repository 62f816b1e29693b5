"""Counting: from a reader's word to the counts and the rank of the story."""

import logging
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address

from django.db import DatabaseError, transaction
from django.utils import timezone

from articles.models import ArticleStat, ReaderHour, TrendingList
from articles.readers.book import PAUSE, todays_book
from nuztrend.lib.network import household_of, network_of
from nuztrend.pagecache import touch

logger = logging.getLogger("articles.readers")
READERS = "readers"
"""The page tag of what shows how many read a story."""


def count(story: int, address: IPv4Address | IPv6Address, agent: str, now: datetime) -> bool:
    """Count a reader of a story, told apart by address and browser, once a day; give whether the database was asked."""
    book = todays_book()
    who = household_of(address) + agent.encode("utf-8", "replace")
    book.note(story, who, network_of(address), now)
    if now.timestamp() < book.due <= now.timestamp() + PAUSE:
        return False
    store(at_once=False)
    return True


def store(*, at_once: bool) -> int:
    """Bring what was counted to the database; give how many readers that were.

    All processes of the machine count into one book, and whoever finds it due stores for all: one transaction in ten
    seconds, whose work grows with the stories that were read and not with their readers.
    """
    book = todays_book()
    readings = book.take(timezone.now(), at_once=at_once)
    if not readings:
        return 0
    try:
        with transaction.atomic():
            known = ArticleStat.objects.count_readers(readings)
            ReaderHour.objects.add(known)
            touch(READERS)
            TrendingList.objects.refresh(at_once=False)
    except DatabaseError:
        book.give_back(readings)  # the next one to store takes them along
        logger.exception("readers could not be stored; they are kept and tried again")
        return 0
    return sum(reading.readers for reading in known)
