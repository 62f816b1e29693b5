"""Touching: how a change says what it changed."""

from typing import cast

from django.conf import settings
from django.db import transaction

from nuztrend.database import TouchesPages

EVERYTHING = "everything"
"""Every page depends on it; touched when no verb can say what changed (a migration, SQL by hand)."""


def touch(*tags: str) -> None:
    """Say that what these tags stand for changes in this transaction; pages that depend on them end with its COMMIT.

    Raises:
        TransactionManagementError: no transaction is open, so the change might be seen before the touch.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("touch() belongs into the transaction of the change")
    touched = cast(TouchesPages, connection).touched
    if not touched and settings.PURGE != "none":
        from nuztrend.purge.outbox import after_touch  # its task needs the models

        transaction.on_commit(after_touch)
    touched.update(tags)
