"""Where stories stand in the index: in the order of their time, so that the newest are found without a sort.

A second has 64 places. Who finds its place taken looks for a free one in the time before, in a span that doubles:
a million stories of the same second end up within the same day. Stories that are not published stand above all times.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection

from articles.models import SearchEntry

BEGIN = datetime(1800, 1, 1, tzinfo=UTC)
SECOND = 64  # places
DRAFTS = 1 << 50
DAY = timedelta(days=1)
TRIES = 48
WEYL = 0x9E3779B97F4A7C15
STEP = 4_096  # stories between two milestones
NTH_NEWEST = "SELECT place FROM articles_searchentry WHERE place <= %s ORDER BY place DESC LIMIT 1 OFFSET %s"
LAST = "SELECT max(id) FROM articles_searchentry"
_milestones: dict[int, list[int]] = {}


def place_at(moment: datetime) -> int:
    """Give the highest place of the second of a moment."""
    return int((moment - BEGIN).total_seconds()) * SECOND + SECOND - 1


def free_places(times: dict[int, datetime | None]) -> dict[int, int]:
    """Give each of these stories, whose times of publication these are, a place that no other story has."""
    found = {article: DRAFTS + article for article, publish_at in times.items() if publish_at is None}
    tops = {article: place_at(publish_at) for article, publish_at in times.items() if publish_at}
    for attempt in range(TRIES):
        wanted: dict[int, int] = {}
        for article, top in tops.items():
            # Weyl's sequence spreads the stories evenly over the span, whatever their numbers.
            wanted.setdefault(top - ((article + attempt) * WEYL >> 7) % (SECOND << attempt // 2), article)
        taken = SearchEntry.objects.filter(place__in=list(wanted)).exclude(article__in=list(wanted.values()))
        free = wanted.keys() - set(taken.values_list("place", flat=True))
        found |= {wanted[place]: place for place in free}
        tops = {article: top for article, top in tops.items() if article not in found}
        if not tops:
            return found
    raise RuntimeError("too many stories of one second")


def first_place(moment: datetime) -> int:
    """Give a place below which no story of `moment` or later stands."""
    return place_at(moment - DAY)


def nth_newest(count: int, highest: int) -> int:
    """Give the place of about the `count`-th story downward from `highest`, 0 where there are not so many.

    Milestones are remembered, as to skip over 100,000 rows would take longer than a search.
    """
    with connection.cursor() as cursor:  # asked several times a search; the ORM would take longer than the rows
        if count <= STEP:
            cursor.execute(NTH_NEWEST, [highest, count - 1])
            return next((place for (place,) in cursor.fetchall()), 0)
        cursor.execute(LAST)
        last = cursor.fetchone()[0] or 0
    if last <= count:
        return 0
    if (known := _milestones.get(last // STEP)) is None:
        _milestones.clear()
        known = _milestones[last // STEP] = []
    entries, passed = SearchEntry.objects.order_by("-place").values_list("place", flat=True), 0
    for number in range(1 + last // STEP):
        if number == len(known):
            below = known[-1] if known else DRAFTS
            if (stone := next(iter(entries.filter(place__lt=below)[STEP - 1 : STEP]), None)) is None:
                return 0
            known.append(stone)
        passed += STEP if known[number] < highest else 0
        if passed > count:
            return known[number]
    return 0
