"""What becomes of a comment that nothing speaks against: the story says it, else the site."""

from django.conf import settings

from articles.models import Article

BEING_CHECKED = "being checked"
"""The reason of a comment about which a service outside is asked."""


def policy_of(article: Article) -> str:
    """Give `shown`, `first` (the first from a network waits), `held` or `closed`."""
    policy = article.comments_policy
    return settings.NEW_COMMENTS if policy == Article.CommentsPolicy.OPEN else str(policy)


def is_asked_outside() -> bool:
    """Say whether a service outside is asked about comments (setting SPAM_CHECK)."""
    return settings.SPAM_CHECK != "none"
