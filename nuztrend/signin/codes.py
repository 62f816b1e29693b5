"""The second step of signing in: codes of an app on the telephone (TOTP, RFC 6238), and ten backup codes on paper.

The rows and the arithmetic are django-otp's: a code counts once, a step earlier and later counts too, and a clock that
goes wrong is followed. Its own delays are off (`OTP_TOTP_THROTTLE_FACTOR`), because they double without an end and so
would let whoever has the password shut the owner out; nuztrend/signin/throttle.py counts instead. Of a backup code the
table keeps a keyed hash.
"""

import base64
import secrets
from binascii import unhexlify
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django_otp import verify_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from nuztrend.models import AuditEntry

BACKUP_CODES = 10
BACKUP = "Backup codes"
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none of which looks like another; 10 of them are 49 bits
SUPERUSERS = "superusers"
_salt = "key of a code that is being set up"


def are_set_up(user: Any) -> bool:
    """Give whether this account signs in with codes."""
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).exists()


def are_demanded(user: Any) -> bool:
    """Give whether OTP_GROUPS demands codes of this account."""
    return bool(settings.OTP_GROUPS) and get_user_model().objects.filter(_demanded(), pk=user.pk).exists()


def are_needed(user: Any) -> bool:
    """Give whether a session of this account takes codes: it has them, or OTP_GROUPS demands them."""
    return get_user_model().objects.filter(Q(totpdevice__confirmed=True) | _demanded(), pk=user.pk).exists()


def _demanded() -> Q:
    by_group = Q(groups__name__in=settings.OTP_GROUPS)
    return by_group | Q(is_superuser=True) if SUPERUSERS in settings.OTP_GROUPS else by_group


def new_key(user: Any) -> str:
    """Give a new key, signed for this account, to be carried by the form until a first code has confirmed it."""
    return signing.dumps({"user": user.pk, "key": default_key()}, salt=_salt)


def device_of(user: Any, signed: str) -> TOTPDevice | None:
    """Give the unsaved device of a key that was made within the hour for this account."""
    try:
        given = signing.loads(signed, salt=_salt, max_age=3600)
    except signing.BadSignature:
        return None
    return TOTPDevice(user=user, key=given["key"], name="App", confirmed=True) if given["user"] == user.pk else None


def key_in_words(device: TOTPDevice) -> str:
    """Give the key as apps take it from the keyboard, in groups of four."""
    letters = base64.b32encode(unhexlify(device.key)).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def picture(device: TOTPDevice) -> SafeString:
    """Give the QR code of a device as SVG, dark on light whatever the theme: cameras read no other."""
    code = segno.make(device.config_url, error="m", micro=False)
    svg = code.svg_inline(scale=5, border=4, light="#fff", svgclass="qr", lineclass=None, omitsize=True)
    return mark_safe(svg)  # noqa: S308  (numbers of segno's; the address is drawn, not written)


@transaction.atomic
def set_up(user: Any, device: TOTPDevice, code: str) -> list[str] | None:
    """Begin to ask this account for codes; give its backup codes, or None where the first code is wrong."""
    _lock(user)
    if are_set_up(user):
        return None
    device.save()
    if not device.verify_token(code):
        device.delete()
        return None
    AuditEntry.objects.record(user, "set up codes", user)
    return make_backup_codes(user)


@transaction.atomic
def make_backup_codes(user: Any) -> list[str]:
    """Give ten new backup codes; the old ones end. Nobody can be shown them a second time."""
    _lock(user)
    device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": BACKUP})
    device.token_set.all().delete()
    made = ["".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(BACKUP_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_kept(user, code)) for code in made)
    AuditEntry.objects.record(user, "make backup codes", user)
    return [f"{code[:5]}-{code[5:]}" for code in made]


def backup_codes_left(user: Any) -> int:
    """Give how many backup codes have not been used."""
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def remove(user: Any, by: Any) -> bool:
    """Ask this account for codes no more; give whether it had any. Where they are demanded, its sessions end."""
    _lock(user)
    had = [model.objects.filter(user=user).delete()[0] for model in (TOTPDevice, StaticDevice)]
    if any(had):
        AuditEntry.objects.record(user, "remove codes", by)
    return any(had)


def verify(user: Any, code: str) -> Device | None:
    """Give the device whose code this is and spend it; None when it is wrong or was used before."""
    typed = "".join(code.split()).replace("-", "").lower()
    if typed.isascii() and typed.isdigit() and len(typed) == 6:
        device = TOTPDevice.objects.devices_for_user(user, confirmed=True).first()
    else:
        device, typed = StaticDevice.objects.devices_for_user(user, confirmed=True).first(), _kept(user, typed)
    return verify_token(user, device.persistent_id, typed) if device else None


def _kept(user: Any, code: str) -> str:
    """Give what the table keeps of a backup code: 80 bits of a keyed hash, as many as its column takes."""
    digest = salted_hmac(f"backup code of {user.pk}", code, algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode()


def _lock(user: Any) -> None:
    get_user_model().objects.select_for_update().get(pk=user.pk)
