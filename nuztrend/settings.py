"""The portal's settings. Whatever an operator may change comes from the environment; docs/settings.md lists it."""

import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from tempfile import gettempdir
from urllib.parse import urlsplit

from nuztrend import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = env.folder("VAR", BASE_DIR / "var")  # what the portal makes: database, media, static files, secret


def secret_key() -> str:
    """Give SECRET_KEY, or the one that the first start made and keeps in `var/` (readable by its owner only)."""
    if given := env.text("SECRET_KEY"):
        if len(given) < 50:
            raise env.BadSetting(
                "SECRET_KEY", "…", "Use at least 50 random characters, or unset it: one is made for you."
            )
        return given
    path = VAR / "secret_key"
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        if kept := path.read_text().strip():
            return kept
    path.write_text(made := secrets.token_urlsafe(64))
    return made


def memory_folder() -> Path:
    """Give a folder that lies in memory, on Linux; elsewhere the one for temporary files."""
    memory = Path("/dev/shm")  # noqa: S108  (files there are made for this account alone)
    return memory if os.access(memory, os.W_OK) else Path(gettempdir())


# The site
SITE_NAME = env.text("SITE_NAME", "Nuztrend")
SITE_TAGLINE = env.text("SITE_TAGLINE", "The day's stories, checked and dated")
HOST = env.text("HOST", "127.0.0.1").strip() or "127.0.0.1"
PORT = env.number("PORT", 8000, least=1, most=65535)
SITE_URL = env.site_url("SITE_URL", f"http://127.0.0.1:{PORT}")
SITE_DISCLAIMER = env.text(
    "SITE_DISCLAIMER",
    "We report with care, but errors happen. Please cross-check facts and figures with the primary sources before you "
    "rely on them, and tell us when something is wrong.",
)
SITE_CONTACT = env.contact_if_named("SITE_CONTACT", "mailto:editors@example.org")
ILLUSTRATIVE_NOTE = env.text(
    "ILLUSTRATIVE_NOTE",
    "This image is provided solely for illustrative purposes and does not show the event itself.",
)
WEATHER = env.choice("WEATHER", ["none", "met-norway", "open-meteo"], "none")
WEATHER_CITY = env.number("WEATHER_CITY", 0)  # the number of the site's own city in GeoNames; 0: none
WEATHER_CITIES = env.number("WEATHER_CITIES", 150, least=1, most=5_000)  # cities whose weather is kept fresh
WEATHER_UNITS = env.choice("WEATHER_UNITS", ["celsius", "fahrenheit"], "celsius")
WEATHER_CONTACT = env.word_if_named(
    "WEATHER_CONTACT",
    r"[!-~]+@[!-~]+|https?://[!-~]+",
    "Write an e-mail address, or where a page says how to reach you.",
)
if WEATHER == "met-norway" and not WEATHER_CONTACT:
    raise env.BadSetting("WEATHER_CONTACT", "", "MET Norway wants to know whom to tell when something is wrong.")
MET_NORWAY_API = "https://api.met.no/weatherapi/locationforecast/2.0/compact"
OPEN_METEO_KEY = env.word_if_named("OPEN_METEO_KEY", "[A-Za-z0-9_-]{1,250}", "Write it as Open-Meteo gave it.")
OPEN_METEO_URL = env.address_if_named("OPEN_METEO_URL", "https://weather.example.org/v1/forecast") or (
    f"https://{'customer-' if OPEN_METEO_KEY else ''}api.open-meteo.com/v1/forecast"
)
GEO_SOURCE = env.choice("GEO_SOURCE", ["none", "cloudflare", "cloudfront", "headers", "mmdb"], "none")
GEO_MMDB = env.file("GEO_MMDB", "GEO_SOURCE=mmdb") if GEO_SOURCE == "mmdb" else None
if GEO_SOURCE == "mmdb" and not find_spec("maxminddb"):
    raise env.BadSetting("GEO_SOURCE", "mmdb", "Install the reader first: uv sync --inexact --extra geo.")
NEW_COMMENTS = env.choice("NEW_COMMENTS", ["shown", "first", "held"], "shown")
COMMENTS_CLOSE_DAYS = env.number("COMMENTS_CLOSE_DAYS", 0, most=36_500)  # after a story came out; 0: never
SPAM_CHECK = env.choice("SPAM_CHECK", ["none", "akismet"], "none")
AKISMET_URL = env.address_if_named("AKISMET_URL", "https://rest.akismet.com") or "https://rest.akismet.com"
AKISMET_KEY = env.word_if_named("AKISMET_KEY", "[A-Za-z0-9_-]{1,250}", "Write it as the service gave it.")
if SPAM_CHECK == "akismet" and not AKISMET_KEY:
    raise env.BadSetting("AKISMET_KEY", "", "SPAM_CHECK=akismet needs it. Set it, or SPAM_CHECK=none.")
TRENDING_SECONDS = env.number("TRENDING_SECONDS", 30, most=3600)  # between two changes of Latest Trending by readers
TRENDING_HALF_LIFE = env.number("TRENDING_HALF_LIFE", 12, least=1, most=720)  # hours
TRENDING_COMMENT = env.number("TRENDING_COMMENT", 5, least=1, most=1000)  # readers that a comment weighs as much as
TRENDING_NEW = env.number("TRENDING_NEW", 3, least=1, most=1000)  # readers that a new story begins with
REVISION_DAYS = env.number("REVISION_DAYS", 90, least=1, most=36_500)  # that what readers never saw is kept
_checks = ["headline", "dek", "text", "links", "photos", "picture", "alt", "credit", "byline", "tag", "source", "ai"]
_checks += ["kind", "times"]  # articles/gate/checks.py says what each wants
GATE_BLOCKS = env.some_of("GATE_BLOCKS", _checks, ["links", "photos", "alt", "kind", "times"])
GATE_WARNS = env.some_of("GATE_WARNS", _checks, [name for name in _checks if name not in GATE_BLOCKS])
COMMENT_MIN_SECONDS = env.number("COMMENT_MIN_SECONDS", 3, most=60)
CAPTCHA = env.choice("CAPTCHA", ["first", "always", "never"], "first")
UNDER_ATTACK = env.choice("UNDER_ATTACK", ["auto", "0", "1"], "auto")
NETWORK_BUDGET = env.number("NETWORK_BUDGET", 100, least=1, most=1_000_000)  # percent of comments/budgets.py
REPORTS_TO_HOLD = env.number("REPORTS_TO_HOLD", 0, most=1_000)  # networks whose notices hide a comment; 0: never
KEEP_REJECTED_DAYS = env.number("KEEP_REJECTED_DAYS", 90, least=1, most=36_500)  # words that are not shown
KEEP_REPORTER_DAYS = env.number("KEEP_REPORTER_DAYS", 180, least=1, most=36_500)  # after the decision

DEMO = env.flag("DEMO", default=True)  # the first run of an empty portal loads the demo

# Serving
WORKERS = env.number("WORKERS", 2, least=1, most=64)
THREADS = env.number("THREADS", 4, least=1, most=64)
PAGES_DIR = env.folder_if_named("PAGES_DIR")  # where a web server in front finds pages as files
READERS_DIR = env.folder("READERS_DIR", memory_folder())  # holds who was counted today, and must not be backed up
READERS_MB = env.number("READERS_MB", 64, least=1, most=4096)
PAGE_CACHE_MB = env.number("PAGE_CACHE_MB", 16, most=4096)  # finished pages in the memory of each worker; 0: none
DEBUG = env.flag("DEBUG")
SECRET_KEY = secret_key()
_site = urlsplit(SITE_URL)
_loopback = {"localhost", "127.0.0.1", "[::1]"}
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", sorted({_site.hostname or "", *_loopback}))
CSRF_TRUSTED_ORIGINS = [SITE_URL]
WSGI_APPLICATION = "nuztrend.wsgi.application"
CSRF_FAILURE_VIEW = "nuztrend.views.csrf_failure"
ROOT_URLCONF = "nuztrend.urls"
BEHIND_PROXY = env.flag("BEHIND_PROXY")  # a proxy in front sets X-Forwarded-Proto and nobody else can reach us

INSTALLED_APPS = [
    "nuztrend",
    "comments",
    "articles",
    "captcha",
    "django_tasks",
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "nuztrend.signin.apps.NewsroomConfig",  # django.contrib.admin with our own door
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "nuztrend.requestlog.RequestLogMiddleware",
    "nuztrend.pagecache.middleware.PrivateUnlessSharedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "nuztrend.compression.CompressTextsMiddleware",
    "nuztrend.csp.ContentSecurityPolicyMiddleware",  # files need none: it would weigh 440 bytes with each of them
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "nuztrend.nul.RefuseNulMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "nuztrend.signin.middleware.BothStepsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {  # the public pages
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "nuztrend.jinja.environment",
            "context_processors": ["nuztrend.context.site"],
        },
    },
    {  # the admin, whose templates lie in its own and our packages and nowhere in the folder above
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Data
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR / 'nuztrend.sqlite3'}")}
if "postgresql" in DATABASES["default"]["ENGINE"] and not find_spec("psycopg"):
    raise env.BadSetting(
        "DATABASE_URL", "postgres://…", "Install the driver first: uv sync --inexact --extra postgres."
    )
CACHE_URL = env.redis("CACHE_URL")  # finished pages that several machines share
if CACHE_URL and not find_spec("redis"):
    raise env.BadSetting("CACHE_URL", "redis://…", "Install the client first: uv sync --inexact --extra redis.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # bytes of a form without its files
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ROOT = BASE_DIR / "public"  # icons that browsers ask for under fixed addresses
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "nuztrend.joined.JoinedStorage"
    },
}

LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# Downstream: a cache between us and the readers that keeps pages and is purged when they change
PURGE = env.choice("PURGE", ["none", "http", "cloudflare", "fastly"], "none")
PURGE_URL = env.address("PURGE_URL", "PURGE=http") if PURGE == "http" else ""
CLOUDFLARE_API = "https://api.cloudflare.com/client/v4"
CLOUDFLARE_ZONE = env.key("CLOUDFLARE_ZONE", "PURGE=cloudflare") if PURGE == "cloudflare" else ""
CLOUDFLARE_TOKEN = env.key("CLOUDFLARE_TOKEN", "PURGE=cloudflare") if PURGE == "cloudflare" else ""
FASTLY_API = "https://api.fastly.com"
FASTLY_SERVICE = env.key("FASTLY_SERVICE", "PURGE=fastly") if PURGE == "fastly" else ""
FASTLY_TOKEN = env.key("FASTLY_TOKEN", "PURGE=fastly") if PURGE == "fastly" else ""

# Telling the world outside: robots, feed hubs, search engines
AI_CRAWLERS = env.choice("AI_CRAWLERS", ["all", "no-training", "none"], "no-training")
SECURITY_CONTACT = env.contact_if_named("SECURITY_CONTACT", "mailto:security@example.org")
WEBSUB_HUB = env.address_if_named("WEBSUB_HUB", "https://pubsubhubbub.appspot.com/")
INDEXNOW_KEY = env.word_if_named("INDEXNOW_KEY", "[A-Za-z0-9-]{8,128}", "Write 8 to 128 letters, digits and dashes.")
INDEXNOW_URL = (
    env.address_if_named("INDEXNOW_URL", "https://www.bing.com/indexnow") or "https://api.indexnow.org/indexnow"
)

# Letters to readers who asked for them (comments/mail); without a mail server nothing of this is offered
_mail = env.mail("EMAIL_URL")
LETTERS = bool(_mail)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if LETTERS else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.get("EMAIL_HOST", "localhost"), _mail.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20  # seconds for each answer of the mail server
MAIL_FROM = env.word_if_named(
    "MAIL_FROM",
    r"([^<>\"\\@,;:\x00-\x1f]{1,80} )?<[!-;=?-~]+@[A-Za-z0-9.-]+>|[!-;=?-~]+@[A-Za-z0-9.-]+",
    "Write one address, for instance MAIL_FROM='The Gazette <letters@example.org>'.",
)
if LETTERS and not MAIL_FROM:
    raise env.BadSetting("MAIL_FROM", "", "EMAIL_URL needs it: the address that letters to readers come from.")

# Words and time
LANGUAGE_CODE = "en"
TIME_ZONE = env.time_zone("SITE_TIME_ZONE", "UTC")
LANGUAGES = [("en", "English")]
FORMAT_MODULE_PATH = ["nuztrend.formats"]

# Captcha: the rows are django-simple-captcha's, all that a reader meets is ours (comments/captcha). The first and the
# last line keep the package's own commands and views harmless, should somebody use them.
CAPTCHA_CHALLENGE_FUNCT = "comments.captcha.challenge.six_digits"
CAPTCHA_TIMEOUT = 30  # minutes; a reader who writes slowly asks for new digits and keeps every word
CAPTCHA_2X_IMAGE = False  # the doubled picture was read by machines three times as often

# Security
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# The names of Django 6, where this dictionary moves to `SECURE_CSP` of the framework and nuztrend/csp.py goes.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],  # data: the admin's own stylesheet draws its arrows so
    "font-src": ["'self'"],
    "media-src": ["'self'"],
    "connect-src": ["'self'"],
    "frame-src": [  # players that a reader may load (articles/markdown/embeds.py)
        "https://www.youtube-nocookie.com",
        "https://player.vimeo.com",
        "https://geo.dailymotion.com",
        "https://open.spotify.com",
        "https://archive.org",
    ],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
_https = _site.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _https
SESSION_COOKIE_AGE = 86_400 * env.number("SESSION_DAYS", 14, least=1, most=400)
PASSWORD_RESET_TIMEOUT = 3600  # seconds for which a link of `recover_account` is good
OTP_GROUPS = env.words("OTP_GROUPS")  # groups whose members sign in with a code; `superusers` names those
OTP_TOTP_ISSUER = SITE_NAME
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0  # nuztrend/signin/throttle.py slows, and shuts nobody out
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # probes speak plain HTTP from inside
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("HSTS_SUBDOMAINS")
SECURE_HSTS_PRELOAD = env.flag("HSTS_PRELOAD")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# W005, W021: a portal does not speak for the operator's other subdomains; HSTS_SUBDOMAINS and HSTS_PRELOAD do.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if not _https:
    # Without TLS there is nothing to secure. nuztrend.W001 warns as soon as the host is not this machine.
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "nuztrend.requestlog.RequestIdFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} [{request_id}] {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}},
    "root": {
        "handlers": ["console"],
        "level": env.choice("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], "INFO"),
    },
    "loggers": {
        # nuztrend.request writes the one line of a request; Django's own would be the second
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},  # a stranger's bad request needs no traceback
    },
}
