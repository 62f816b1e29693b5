"""Django's SQLite backend with `TouchesPages`, and with tables that can only grow."""

from django.db.backends.sqlite3 import base

from nuztrend.database import TouchesPages
from nuztrend.database.sqlite3.operations import DatabaseOperations


class DatabaseWrapper(TouchesPages, base.DatabaseWrapper):
    """A connection to SQLite."""

    ops_class = DatabaseOperations
