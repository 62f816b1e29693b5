"""How templates write dates and plain text, and which section stands over a card."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article, Tag
from nuztrend.lib import dates

WORDS_A_MINUTE = 238


def dateline(moment: datetime) -> SafeString:
    """Give `<time datetime="…">06-jun-2025</time>` in the site's time zone."""
    local = dates.local(moment)
    words = f'<time datetime="{dates.machine(local)}">{dates.day_words(local)}</time>'
    return SafeString(words)  # digits, letters, dashes and colons


def told_time(moment: datetime | str) -> SafeString:
    """Give `<time …>06-jun-2025, 14:05</time>` in the site's time zone; stories keep these moments as text."""
    local = dates.local(datetime.fromisoformat(moment) if isinstance(moment, str) else moment)
    words = f'<time datetime="{dates.machine(local)}">{dates.day_words(local)}, {dates.clock(local)}</time>'
    return SafeString(words)  # digits, letters, dashes, colons and a comma


def reading_time(words: int) -> str:
    """Give how long a story takes, such as `4 minute read`: adults read 238 words of English non-fiction a minute.

    That is the mean of 190 studies: Brysbaert 2019, Journal of Memory and Language 109, doi 10.1016/j.jml.2019.104047.
    """
    return f"{max(1, round(words / WORDS_A_MINUTE))} minute read"


def month_name(day: date) -> str:
    """Give a month such as `June 2025`."""
    return f"{day:%B %Y}"


def paragraphs(text: str) -> SafeString:
    """Give plain text as HTML: paragraphs at empty lines, everything else escaped."""
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308  (escaped first)


def kicker(story: Article, menu: Iterable[Tag]) -> Tag | None:
    """Give the section of the menu that stands over the headline of a card."""
    return next((section for section in menu if section.pk == story.section_id), None)  # type: ignore[attr-defined]
