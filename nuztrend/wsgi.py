"""The WSGI callable that granian serves: Django, with the page cache in front of it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nuztrend.settings")
django = get_wsgi_application()

from nuztrend.pagecache.front import in_front_of  # noqa: E402  (it needs the settings)

application = in_front_of(django)
