"""Where comments come from, told apart for a day and by nobody later.

What is stored is a keyed hash. The key is random, a row of one day, and deleted after three: from then on nobody can
say from which network a hash was made, not even whoever holds the database and every other secret of the portal.
"""

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from nuztrend.lib.network import address_of, household_of, network_of

KEPT = timedelta(hours=72)
"""How long keys are kept, and the hashes made with them."""


class NetworkKeyManager(models.Manager["NetworkKey"]):
    def network(self, environ: Mapping[str, Any]) -> str:
        """Give the hash of today of the network (/24, of IPv6 /48) that a request comes from; "" without one."""
        address = address_of(environ)
        return self._hash(b"network", network_of(address)) if address else ""

    def reader(self, environ: Mapping[str, Any], purpose: str) -> str:
        """Give the hash of today of one reader's connection and browser, which says nothing beyond its `purpose`."""
        address = address_of(environ)
        browser = environ.get("HTTP_USER_AGENT", "")[:300].encode(errors="replace")
        return self._hash(purpose.encode(), household_of(address) + b"\0" + browser) if address else ""

    def forget_old(self) -> int:
        """Delete the keys of days that are over, and those that a clock ahead of time has left; give how many."""
        now = timezone.now()
        over = models.Q(day__lt=(now - KEPT).date()) | models.Q(day__gt=(now + timedelta(days=1)).date())
        return self.filter(over).delete()[0]

    def _hash(self, purpose: bytes, value: bytes) -> str:
        key = bytes.fromhex(self._key_of(timezone.now().date()))
        return blake2b(purpose + b"\0" + value, key=key, digest_size=8).hexdigest()

    def _key_of(self, day: date) -> str:
        if key := _keys.get(day):
            return key
        row, _ = self.get_or_create(day=day, defaults={"key": secrets.token_hex(32)})
        if not transaction.get_connection().in_atomic_block:  # what may yet be rolled back is no key yet
            _keys.clear()
            _keys[day] = row.key
        return row.key


_keys: dict[date, str] = {}
"""The key of today, which every process reads once."""


class NetworkKey(models.Model):
    """The key of one day (UTC)."""

    day = models.DateField(primary_key=True)
    key = models.CharField(max_length=64)

    objects = NetworkKeyManager()

    def __str__(self) -> str:
        return str(self.day)
