"""The WSGI callable that granian serves: Django, with the page cache and the beacons' door in front of it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nuztrend.settings")
django = get_wsgi_application()

from articles.readers.beacon import Beacons  # noqa: E402  (both need the settings)
from nuztrend.pagecache.front import in_front_of  # noqa: E402

application = in_front_of(Beacons(django))
