"""Issues six-digit challenges and accepts each of them once.

A challenge is a row of django-simple-captcha's table. The reader's form carries its key, never the answer.
"""

import re
import secrets
import unicodedata
from datetime import datetime, timedelta

from captcha.conf import settings as captcha_settings
from captcha.models import CaptchaStore
from django.db import connections, router
from django.db.models import Q
from django.utils import timezone

PRUNE_EVERY = 200  # rows: bounds the table even where no timer runs
LONGEST_ANSWER = 64  # characters, spaces included

_KEY = re.compile(r"[0-9a-f]{40}")


def six_digits() -> tuple[str, str]:
    """A challenge and its answer (the same six digits), for CAPTCHA_CHALLENGE_FUNCT."""
    digits = f"{secrets.randbelow(10**6):06d}"
    return digits, digits


def issue() -> str:
    """Make a challenge that lives CAPTCHA_TIMEOUT minutes; gives its public key, 40 hexadecimal characters.

    Writes a row, so call it only where a form is about to be shown. Every 200th row also prunes.
    """
    digits, answer = six_digits()
    # The package would hash the answer into the key; ours is plain chance and tells nothing.
    key = secrets.token_hex(20)
    expiration = timezone.now() + timedelta(minutes=int(captcha_settings.CAPTCHA_TIMEOUT))
    connection = connections[router.db_for_write(CaptchaStore)]
    # One statement in no transaction of its own: by the model it takes 3.4 times as long (90 µs, this 26).
    statement = (
        f"INSERT INTO {connection.ops.quote_name(CaptchaStore._meta.db_table)} "  # noqa: S608  (a name of ours)
        "(challenge, response, hashkey, expiration) VALUES (%s, %s, %s, %s) RETURNING id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [digits, answer, key, connection.ops.adapt_datetimefield_value(expiration)])
        [(number,)] = cursor.fetchall()
    if number % PRUNE_EVERY == 0:
        prune()
    return key


def digits_of(key: str) -> str | None:
    """The digits to draw or speak; None when the key is unknown, expired or garbage."""
    if not _KEY.fullmatch(key):
        return None  # PostgreSQL raises on NUL bytes, so garbage stops here
    oldest, latest = _lifetime()
    rows = CaptchaStore.objects.filter(hashkey=key, expiration__gt=oldest, expiration__lte=latest)
    return rows.values_list("challenge", flat=True).first()


def spend(key: str, answer: str) -> bool:
    """Use up the challenge; True when the answer was right and in time, and then for one caller only.

    Right or wrong, the row is gone: one attempt per challenge. A single DELETE decides, so parallel posts
    neither share a right answer nor gain a second guess.

    Opens no transaction: call it inside the one that stores the comment, so that a comment that could not be
    stored does not cost the reader the answer. After False the caller must still COMMIT that transaction
    (leave `atomic()` normally, not by an exception), else the challenge comes back and can be guessed again.
    """
    if not _KEY.fullmatch(key):
        return False
    connection = connections[router.db_for_write(CaptchaStore)]
    quote, moment = connection.ops.quote_name, connection.ops.adapt_datetimefield_value
    oldest, latest = _lifetime()
    # The ORM has no DELETE ... RETURNING; SQLite (3.35) and PostgreSQL both do.
    statement = (
        f"DELETE FROM {quote(CaptchaStore._meta.db_table)} WHERE hashkey = %s "  # noqa: S608  (a name of ours)
        "RETURNING response = %s AND expiration > %s AND expiration <= %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [key, _plain_digits(answer), moment(oldest), moment(latest)])
        deleted = cursor.fetchall()
    return any(right for (right,) in deleted)


def prune() -> int:
    """Delete the challenges nobody can answer any more, in one DELETE; gives their number."""
    oldest, latest = _lifetime()
    deleted, _ = CaptchaStore.objects.filter(Q(expiration__lte=oldest) | Q(expiration__gt=latest)).delete()
    return deleted


def _lifetime() -> tuple[datetime, datetime]:
    """The expirations, from (not included) and to, that a usable challenge can have now.

    The end matters when the server's clock is set back: without it a challenge issued before would live for
    days. Twice the lifetime leaves room for clocks of several servers that differ a little.
    """
    now = timezone.now()
    return now, now + 2 * timedelta(minutes=int(captcha_settings.CAPTCHA_TIMEOUT))


def _plain_digits(answer: str) -> str:
    """The answer in ASCII digits, whatever script it was typed in; empty when it holds anything else.

    Spaces, hyphens and invisible marks (which keyboards for right-to-left scripts insert) are dropped.
    """
    if len(answer) > LONGEST_ANSWER:
        return ""
    digits = []
    for character in unicodedata.normalize("NFKC", answer):
        value = unicodedata.digit(character, None)
        if value is not None:
            digits.append(str(value))
        elif not (character.isspace() or unicodedata.category(character) in ("Cf", "Pd")):
            return ""
    return "".join(digits)
