"""The signed note in each form that is shown: of which story it is, since when, and a number that no other form has."""

import secrets
from time import time

from django.core import signing

from articles.models import Article

SALT = "comments.opened"
MAX_AGE = 86_400  # seconds
DRIFT = 60
"""Seconds by which a note may come from the future: clocks of several machines differ a little, and who sets one back
must not make readers wait until it has caught up."""


def opened_token(article: Article) -> str:
    """Give a signed note of when a reader began to write under this story."""
    return signing.Signer(salt=SALT).sign(f"{article.pk}.{secrets.token_urlsafe(12)}.{int(time())}")


def opened_here(token: str, article: Article, within: int = MAX_AGE) -> bool:
    """Say whether the signed note is of this story and at most `within` seconds old."""
    story, _, since = _read(token)
    return story == str(article.pk) and -DRIFT <= time() - int(since) <= within


def number_of(token: str) -> str:
    """Give the number of the form that a note belongs to; "" for a note that is not ours."""
    return _read(token)[1]


def _read(token: str) -> tuple[str, str, str]:
    try:
        story, number, since = signing.Signer(salt=SALT).unsign(token[:200]).split(".")
    except (signing.BadSignature, ValueError):
        return "", "", "0"
    return story, number, since
