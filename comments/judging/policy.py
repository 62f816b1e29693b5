"""What becomes of a comment that nothing speaks against: the story says it, else the site."""

from django.conf import settings

from articles.models import Article
from comments.models import Attack

BEING_CHECKED = "being checked"
"""The reason of a comment about which a service outside is asked."""


def policy_of(article: Article) -> str:
    """Give `shown`, `first` (the first from a network waits; so it is under attack), `held` or `closed`."""
    policy = str(article.comments_policy)
    if policy == Article.CommentsPolicy.OPEN:
        policy = settings.NEW_COMMENTS
    return "first" if policy == "shown" and Attack.objects.is_on() else policy


def is_asked_outside() -> bool:
    """Say whether a service outside is asked about comments (setting SPAM_CHECK)."""
    return settings.SPAM_CHECK != "none"
