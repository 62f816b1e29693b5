"""Addresses in letters that let their reader do something, signed for that one thing."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from comments.models import Letterbox, receipt_hash
from comments.models.letterbox import sealed

CONFIRM, STOP = "comments.letters.confirm", "comments.letters.stop"
"""Salts: what confirms cannot stop, and neither can do anything else."""


def confirm_link(box: Letterbox) -> str:
    """Give the address of the page on which letters are allowed."""
    return _link("confirm_letters", CONFIRM, box)


def stop_link(box: Letterbox) -> str:
    """Give the address at which letters end: by a button, or with one click in the mail program (RFC 8058)."""
    return _link("stop_letters", STOP, box)


def receipt_link(box: Letterbox) -> str:
    """Give the address of the receipt, "" where SECRET_KEY has been changed since and the seal no longer opens."""
    receipt = sealed(box.receipt, box.comment_id)
    if receipt_hash(receipt) != box.comment.receipt_hash:
        return ""
    return f"{settings.SITE_URL}{reverse('receipt', args=[receipt])}"


def letterbox_of(token: str, salt: str) -> Letterbox | None:
    """Give the letterbox that a signed address is about; None where it is gone.

    Raises:
        django.core.signing.BadSignature: we have not signed it for this.
    """
    number = int(signing.Signer(salt=salt, sep=SEPARATOR).unsign(token))
    return Letterbox.objects.select_related("comment__article").filter(pk=number).first()


SEPARATOR = "."
"""Between number and signature; mail programs end an address at some other signs."""


def _link(page: str, salt: str, box: Letterbox) -> str:
    token = signing.Signer(salt=salt, sep=SEPARATOR).sign(str(box.pk))
    return f"{settings.SITE_URL}{reverse(page, args=[token])}"
