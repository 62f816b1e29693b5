"""How the portal writes dates: English month names, whatever the machine's locale."""

from datetime import date, datetime, timedelta, tzinfo

from django.utils import timezone

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years that a story can carry. Dates at the edge of the calendar overflow as soon as a time zone is applied."""


def is_printable(moment: datetime) -> bool:
    """Say whether a moment lies in the years that the portal prints."""
    return FIRST_YEAR <= moment.year < LAST_YEAR


def local(moment: datetime) -> datetime:
    """Give a moment in the site's time zone, which is everybody's: Django would look for one of this thread first."""
    return moment.astimezone(timezone.get_default_timezone())


def local_day(moment: datetime) -> date:
    """Give the day of a moment in the site's time zone."""
    return local(moment).date()


def midnight_after(moment: datetime, zone: tzinfo | None = None) -> datetime:
    """Give the beginning of the next day, in the site's time zone where no other is given."""
    zone = zone or timezone.get_default_timezone()
    day = moment.astimezone(zone).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def dateline(moment: datetime) -> str:
    """Give the date of a story's dateline, such as `06-jun-2025`, in the site's time zone."""
    return day_words(local_day(moment))


def day_words(day: date) -> str:
    """Give a day as datelines print it; a moment counts in the time zone that it carries."""
    return f"{day.day:02}-{MONTHS[day.month - 1].lower()}-{day.year:04}"


def day_of_strip(day: date) -> str:
    """Give the date of the header strip, such as `Mon. 07 Jul 2025`."""
    return f"{WEEKDAYS[day.weekday()]}. {day.day:02} {MONTHS[day.month - 1]} {day.year:04}"


def clock(moment: datetime) -> str:
    """Give the time of day of a moment, such as `14:05`, in the site's time zone."""
    return f"{local(moment):%H:%M}"


def span_words(seconds: int) -> str:
    """Give a length of time, such as `40 seconds`, `12 minutes`, `3.5 hours`, `2.1 days`."""
    for least, unit, length in ((172_800, "day", 86_400), (7_200, "hour", 3_600), (120, "minute", 60)):
        if seconds >= least:
            number = f"{seconds / length:.1f}".removesuffix(".0") if unit != "minute" else f"{seconds // length}"
            return f"{number} {unit}s"
    return f"{seconds} second{'' if seconds == 1 else 's'}"


def machine(moment: datetime) -> str:
    """Give what stands in `<time datetime>`: whole seconds with its own offset (microseconds are invalid HTML)."""
    return moment.isoformat(timespec="seconds")
