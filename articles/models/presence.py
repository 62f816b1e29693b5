"""Who has a story open in its form: a notice for the others, never a lock."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from nuztrend.models import Actor

if TYPE_CHECKING:
    from articles.models.article import Article

GONE_AFTER = timedelta(seconds=60)
"""Without a word from the page, somebody is no longer there. Pages speak every 20 seconds."""
FORGOTTEN_AFTER = timedelta(days=1)


class PresenceQuerySet(models.QuerySet["Presence"]):
    def there(self, story: "Article") -> Self:
        """Those who have a story open now, in the order in which they came."""
        recent = self.filter(article=story, seen_at__gt=timezone.now() - GONE_AFTER)
        return recent.select_related("user").order_by("since", "pk")

    def note(self, story: "Article", by: Actor) -> None:
        """Note that somebody has a story open; who was gone comes anew."""
        now = timezone.now()
        user = by.pk if by else None
        row, is_new = self.get_or_create(user_id=user, article=story, defaults={"since": now, "seen_at": now})
        if not is_new:
            since = row.since if row.seen_at > now - GONE_AFTER else now
            self.filter(pk=row.pk).update(seen_at=now, since=since)

    def forget_old(self) -> int:
        """Delete the rows of those who left a day ago; give how many."""
        return self.filter(seen_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()[0]


class Presence(models.Model):
    """Somebody who has, or had, a story open."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="+", db_index=False)
    since = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.article_id}"


def forget_old_presences() -> int:
    """Delete who had a story open yesterday; give how many."""
    return Presence.objects.forget_old()
