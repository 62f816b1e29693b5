"""Django's PostgreSQL backend with `TouchesPages`."""

from django.db.backends.postgresql import base

from nuztrend.database import TouchesPages


class DatabaseWrapper(TouchesPages, base.DatabaseWrapper):
    """A connection to PostgreSQL."""

    def settle(self) -> None:
        """Have foreign keys checked now: Django defers them, and each check locks the row that is pointed to."""
        with self.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
