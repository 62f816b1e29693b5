"""The WSGI callable that granian serves: Django behind the page cache, the beacons' door and the gate of comments."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nuztrend.settings")
django = get_wsgi_application()

from articles.readers.beacon import Beacons  # noqa: E402  (all need the settings)
from comments.writing.gate import CommentGate  # noqa: E402
from nuztrend.pagecache.front import in_front_of  # noqa: E402
from nuztrend.strangers import StrangersHandler  # noqa: E402

application = in_front_of(Beacons(CommentGate(django)), StrangersHandler())
