"""The figures of one story: its readers, its comments, what was done to it."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from articles.models import Article, PreviewLink, PreviewOpening, Revision
from articles.querysets import start_of
from articles.readers import readers_of
from comments.models import Comment, State
from nuztrend.dashboard.charts import COUNTED, DAYS, Chart
from nuztrend.dashboard.hours import HourChart
from nuztrend.lib.dates import local_day


@dataclass(frozen=True)
class Figures:
    """What the page shows; words that readers searched for are not among it, because nobody writes them down."""

    hours: HourChart
    charts: list[Chart]
    facts: list[tuple[str, int]]
    amendments: list[dict[str, object]]

    @classmethod
    def of(cls, story: Article, comments: bool) -> "Figures":
        """Read the figures of a story in a constant number of queries; those of comments where they may be seen."""
        charts = [Chart.of("readers", "Readers", "each once a day", readers_of(story.pk, DAYS))]
        facts = []
        if comments:
            charts.append(comments_by_day(story))
            states = dict(Comment.objects.on(story).order_by().values_list("state").annotate(Count("pk")))
            facts.append(("comments that readers see", states.get(State.VISIBLE, 0)))
            facts.append(("comments waiting for a decision", states.get(State.HELD, 0)))
        saved = Revision.objects.filter(article=story).aggregate(
            all=Count("pk"), public=Count("pk", Q(public_at__isnull=False))
        )
        facts += [("revisions", saved["all"]), ("revisions that readers saw", saved["public"])]
        facts.append(("preview links", PreviewLink.objects.filter(article=story).count()))
        facts.append(("openings of preview links", PreviewOpening.objects.filter(link__article=story).count()))
        facts.append(("words", story.words))
        return cls(HourChart.of(story), charts, facts, list(reversed(story.amendments)))


def comments_by_day(story: Article) -> Chart:
    """Draw the comments of the last days that readers see under a story, by day of writing."""
    days = [local_day(timezone.now()) - timedelta(days=back) for back in reversed(range(DAYS))]
    written = Comment.objects.on(story).visible().newest_first().filter(created_at__gte=start_of(days[0]))
    counts = Counter(local_day(at) for at in written.values_list("created_at", flat=True)[:COUNTED])
    return Chart.of("comments", "Comments", "that readers see, by day of writing", [(day, counts[day]) for day in days])
