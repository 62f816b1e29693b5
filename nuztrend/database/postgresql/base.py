"""Django's PostgreSQL backend with `TouchesPages`."""

from django.db.backends.postgresql import base

from nuztrend.database import TouchesPages


class DatabaseWrapper(TouchesPages, base.DatabaseWrapper):
    """A connection to PostgreSQL."""
