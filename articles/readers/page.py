"""What the page of a story carries so that whoever loaded it may say that it was read."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from hmac import compare_digest

from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.models import Article
from nuztrend.lib.addresses import address
from nuztrend.lib.dates import local_day, midnight_after
from nuztrend.pagecache import ends_at, rendering_began

LENGTH = 24  # characters of the token, 96 bits


def read_address(story: Article) -> str:
    """Give the address to which the page of a story says that it was read, with the token of its day.

    The token is the same for everybody, as the page is: it proves that a page of ours was loaded, not by whom. With
    the day it changes, so the page ends at midnight.
    """
    now = rendering_began() or timezone.now()
    ends_at(midnight_after(now))
    return f"{address('read', story.pk)}?page={_token(story.pk, local_day(now))}"


def is_of_our_page(story: int, token: str, now: datetime) -> bool:
    """Say whether a token is that of a page of the story which was loaded today or yesterday."""
    if len(token) != LENGTH or not token.isascii():
        return False
    today = local_day(now)
    return any(compare_digest(token, _token(story, day)) for day in (today, today - timedelta(days=1)))


@lru_cache(maxsize=4096)
def _token(story: int, day: date) -> str:
    return salted_hmac("articles.readers", f"{story} {day}", algorithm="sha256").hexdigest()[:LENGTH]
