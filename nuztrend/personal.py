"""What the portal itself keeps about people: accounts, signing in, sessions, the audit log. (nuztrend/privacy)"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from nuztrend.models import AuditEntry
from nuztrend.privacy import Holding, InBrowser, Person, Whose, declare, declare_in_browser, not_personal
from nuztrend.privacy.finding import delete, of_account
from nuztrend.signin.models import KEPT as GUESSES_KEPT
from nuztrend.weather.whereabouts import COOKIE as CITY

User = get_user_model()
NEWSROOM = Whose.NEWSROOM
DELETED = "an editor-in-chief who deletes or erases the account"


def close_account(rows: Any) -> int:
    """Take name, address, password and rights away from accounts; what stands under them then names nobody."""
    for account in rows:
        account.username, account.first_name, account.last_name, account.email = f"erased-{account.pk}", "", "", ""
        account.is_active = account.is_staff = account.is_superuser = False
        account.last_login = None
        account.set_unusable_password()
        account.groups.clear()
        account.user_permissions.clear()
        account.save()
        AuditEntry.objects.record(account, "erase account", by=None)
    return len(rows)


def sessions_of(person: Person) -> Any:
    """Give the sessions of an account. They are few: those of the newsroom, and readers have none."""
    if person.account is None:
        return Session.objects.none()
    number = str(person.account.pk)
    mine = [each.pk for each in Session.objects.iterator() if each.get_decoded().get("_auth_user_id") == number]
    return Session.objects.filter(pk__in=mine)


# Whatever names an account comes before the account itself, so that it is erased while it can be found.
declare(
    Holding(
        whose=Whose.READER,
        what="That somebody read a story, counted without telling who",
        why="To show how many read a story, and to count nobody twice a day",
        kept="until midnight, in memory; in the database stands how many read a story in an hour, and nothing else",
        ends="the end of the day: the secret number with which the hashes were made is thrown away, and they with it",
        nobody="The network address and the browser’s name are mixed with a secret number of the day into a hash, "
        "another one for each story. The address itself is never stored.",
    ),
    Holding(
        whose=Whose.READER,
        what="The log of requests",
        why="To find faults",
        kept="as long as the operator keeps logs",
        ends="the operator’s rotation of logs",
        nobody="A line holds the time, the address of the page, the answer and how long it took; nothing of who asked.",
    ),
    Holding(
        model="nuztrend.SignInDelay",
        fields=("key",),
        whose=NEWSROOM,
        what="How often somebody guessed wrongly at a password",
        why="To slow down who guesses at passwords",
        kept="1 day",
        kept_for=GUESSES_KEPT,
        ends="the portal, by itself",
        chore="forget_old_guesses",
        nobody="Accounts and networks are hashes of the day, cut to 16 bits, which fit thousands of others too.",
    ),
    Holding(
        model="sessions.Session",
        fields=("session_key", "session_data"),
        whose=NEWSROOM,
        what="That a browser is signed in",
        why="So that members sign in once and not with every page",
        kept=f"{settings.SESSION_COOKIE_AGE // 86_400} days after signing in",
        kept_for=timedelta(seconds=settings.SESSION_COOKIE_AGE),
        ends="signing out, or the portal, by itself",
        chore="forget_expired_sessions",
        find=sessions_of,
        erase=delete,
    ),
    Holding(
        model="otp_static.StaticToken",
        fields=("token",),
        whose=NEWSROOM,
        what="Backup codes",
        why="To sign in without the telephone",
        kept="until they are used or replaced",
        ends="their use, their owner, or the end of the account",
        find=of_account(StaticToken, "device__user"),
        erase=delete,
    ),
    Holding(
        model="otp_static.StaticDevice",
        fields=("user", "name"),
        whose=NEWSROOM,
        what="That an account has backup codes",
        why="To sign in without the telephone",
        kept="as long as the account",
        ends="their owner, or the end of the account",
        find=of_account(StaticDevice, "user"),
        erase=delete,
    ),
    Holding(
        model="otp_totp.TOTPDevice",
        fields=("user", "name", "key"),
        whose=NEWSROOM,
        what="The secret that the app on a telephone makes codes with",
        why="To check these codes at sign-in",
        kept="as long as the account uses codes",
        ends="their owner, or the end of the account",
        find=of_account(TOTPDevice, "user"),
        erase=delete,
    ),
    Holding(
        model="admin.LogEntry",
        fields=("user", "object_id", "object_repr", "change_message"),
        whose=NEWSROOM,
        what="Which pages of the administration somebody saved",
        why="So that colleagues see what was changed last",
        kept="as long as the account",
        ends="the end of the account",
        find=of_account(LogEntry, "user"),
        erase=delete,
    ),
    Holding(
        model="nuztrend.AuditEntry",
        fields=("by", "object_name", "note"),
        whose=NEWSROOM,
        what="Who did what to a story, a photo or an account, and when",
        why="So that the newsroom can answer for what it published and who could sign in",
        kept="for good",
        ends="nothing: the database refuses to change or delete a line",
        find=of_account(AuditEntry, "by"),
        stays="A record that could be changed would prove nothing. Its lines lead to the account, which names nobody "
        "once it is erased; lines about the account itself keep the name that it had.",
    ),
    Holding(
        model="auth.User",
        fields=("username", "first_name", "last_name", "email", "password", "last_login", "date_joined"),
        whose=NEWSROOM,
        what="Accounts: name, e-mail address, a hash of the password, last sign-in, what the account may do",
        why="To let members of the newsroom in, and to say who did what",
        kept="as long as somebody works here",
        ends=DELETED,
        find=of_account(User, "pk"),
        erase=close_account,
    ),
)
declare_in_browser(
    InBrowser(
        name=CITY,
        whose=Whose.READER,
        what="the number of the city that you have chosen for the weather",
        why="Set only when you choose one, to show its weather",
        kept="1 year, or until you choose none",
    ),
    InBrowser(
        name="theme",
        is_cookie=False,
        whose=Whose.READER,
        what="the word light or dark",
        why="Kept only when you press the switch of colours; it never leaves your browser",
        kept="until you go back to the colours of your device, or clear the data of the site",
    ),
    InBrowser(
        name=settings.SESSION_COOKIE_NAME,
        whose=NEWSROOM,
        what="a random key",
        why="It says that the browser is signed in",
        kept=f"{settings.SESSION_COOKIE_AGE // 86_400} days",
    ),
    InBrowser(
        name=settings.CSRF_COOKIE_NAME,
        whose=NEWSROOM,
        what="a random key",
        why="It protects forms against being sent from other sites",
        kept="1 year",
    ),
    InBrowser(
        name="messages",
        whose=NEWSROOM,
        what="what the next page tells about the last action",
        why="So that it is told once",
        kept="until the next page",
    ),
    InBrowser(
        name="known_…",
        whose=NEWSROOM,
        what="a random number, signed",
        why="It says that the account has signed in from this browser before, which is then not slowed by others",
        kept="180 days after the last sign-in",
    ),
    InBrowser(
        name="nuztrend-unsaved-…",
        is_cookie=False,
        whose=NEWSROOM,
        what="the words of a form that could not be sent",
        why="So that they survive a lost connection",
        kept="until the form is saved",
    ),
)

not_personal("nuztrend.AuditEntry", "kind verb", "names of tables and of what can be done")
not_personal("nuztrend.PageTag", "name", "names of parts of the portal")
not_personal("nuztrend.PageFolder", "path", "folders of machines")
not_personal("nuztrend.City", "name region abbreviation country code zone", "a public table of cities")
not_personal("nuztrend.CityName", "name start", "a public table of cities")
not_personal("nuztrend.CityTable", "digest", "which table of cities is loaded")
not_personal("nuztrend.CityWeather", "provider emoji words hours last_modified", "the weather of a city")
not_personal("nuztrend.WeatherPause", "provider", "a provider of the weather")
not_personal("captcha.CaptchaStore", "challenge response hashkey", "six random digits, gone after half an hour")
not_personal(
    "django_tasks_database.DBTaskResult",
    "args_kwargs task_path worker_ids queue_name backend_name return_value exception_class_path traceback",
    "tasks are given numbers of rows, and of what stands in them nothing but a receipt, sealed; gone after a week",
)
not_personal("auth.Permission", "name codename", "what there is to be allowed")
not_personal("auth.Group", "name", "a role, whose members are told by their accounts")
not_personal("contenttypes.ContentType", "app_label model", "the tables of the portal")
