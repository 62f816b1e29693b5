"""Django as strangers meet it on pages that are the same for everybody."""

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

PERSONAL = {
    "whitenoise.middleware.WhiteNoiseMiddleware",  # answers for files, before any view
    "nuztrend.compression.CompressTextsMiddleware",  # the page cache keeps pages in every coding
    "django.contrib.sessions.middleware.SessionMiddleware",
    "nuztrend.nul.RefuseNulMiddleware",  # looks at the newsroom's lists
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "nuztrend.signin.middleware.BothStepsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
}
"""Middlewares that ask who is there, or have nothing to do for a page that the page cache keeps."""


class StrangersHandler(WSGIHandler):
    """Django without the `PERSONAL` middlewares: what the page cache renders is asked for by nobody in particular.

    A shared view that looks for a session or an account fails here, as it should. Half of what Django itself costs a
    page goes with them; headers, refusals, the log and errors are the same.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        everything = settings.MIDDLEWARE  # Django's loader takes no list
        settings.MIDDLEWARE = [name for name in everything if name not in PERSONAL]
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = everything
