"""Django's SQLite backend with `TouchesPages`."""

from django.db.backends.sqlite3 import base

from nuztrend.database import TouchesPages


class DatabaseWrapper(TouchesPages, base.DatabaseWrapper):
    """A connection to SQLite."""
