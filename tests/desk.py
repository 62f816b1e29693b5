"""What a newsroom at work has beyond the demo, for the picture of the dashboard: a story due today, and readers."""

from datetime import timedelta

from django.utils import timezone

from articles.models import Article, Byline, SiteHour, Tag

SCHEDULED = "The comet that kept its appointment"


def fill() -> None:
    """Schedule a story for today, and write made-up readers into the last 14 days."""
    story = Article(title=SCHEDULED, slug="comet", dek="It came to the minute.", body="To be seen tonight.")
    story.save_version(by=None, tags=Tag.objects.menu()[:1], bylines=Byline.objects.all()[:1])
    now = timezone.now()
    story.publish(by=None, at=now + timedelta(hours=5))
    last = now.replace(minute=0, second=0, microsecond=0)
    hours = [last - timedelta(hours=ago) for ago in range(24 * 14)]
    SiteHour.objects.bulk_create(
        SiteHour(hour=hour, readers=5 * hour.hour + hour.day * 37 % 50 + (0 if hour.weekday() > 4 else 40))
        for hour in hours
    )
