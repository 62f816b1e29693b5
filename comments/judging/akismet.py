"""Akismet, or a service that speaks its language: it is asked whether a comment is spam.

- the request: https://akismet.com/developers/detailed-docs/comment-check/ (answers `true` or `false`; anything else is
  an error, told in the header X-akismet-debug-help, which we do not get to see)
- `user_ip` is demanded. We store no addresses and give none away: it is told 192.0.2.1, which RFC 5737 keeps for
  documentation, and no browser. Its verdict is worth less for it; ours does not depend on it.
"""

from urllib.parse import urlencode

from django.conf import settings

from comments.models import Comment
from nuztrend.lib import wire

NO_ADDRESS = "192.0.2.1"
KEY_AND_URL = "AKISMET_KEY and AKISMET_URL"


def is_spam(comment: Comment) -> bool:
    """Ask whether a comment is spam.

    Raises:
        nuztrend.lib.wire.CannotSend: there was no answer, or none that says so.
    """
    asked = {
        "api_key": settings.AKISMET_KEY,
        "blog": settings.SITE_URL,
        "user_ip": NO_ADDRESS,
        "comment_type": "reply" if comment.parent_id else "comment",
        "comment_author": comment.name,
        "comment_content": comment.text,
        "comment_date_gmt": comment.created_at.isoformat(timespec="seconds"),
        "permalink": f"{settings.SITE_URL}{comment.article.get_absolute_url()}",
        "blog_charset": "UTF-8",
    }
    answer = wire.send(
        "POST",
        f"{settings.AKISMET_URL.rstrip('/')}/1.1/comment-check",
        {"Content-Type": "application/x-www-form-urlencoded"},
        content=urlencode(asked, errors="replace").encode(),
        settings=KEY_AND_URL,
        secret=settings.AKISMET_KEY,
    )
    said = answer.strip()
    if said not in (b"true", b"false"):
        raise wire.CannotSend(f"The answer is neither true nor false. Check {KEY_AND_URL}.")
    return said == b"true"
