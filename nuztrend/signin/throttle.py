"""How guessing passwords and codes is slowed, without a lock by which anybody could shut an editor out.

A delay that counts an account's failures alone is such a lock: whoever knows a name fails often enough, and its owner
waits. One that counts networks alone lets a thousand networks guess at one account. So each try is counted several
times:

- **account and network together**: five tries, then waits of 15 s to 15 min, about ten guesses in a quarter of an
  hour. Whoever guesses meets this first, and slows nobody elsewhere. The right password clears it.
- **network**: thirty tries whatever the account, then waits up to 5 min, so that one password is not tried on every
  name.
- **account**: twenty tries from everywhere, then waits up to a minute, so that a crowd of networks gets about 80
  guesses an hour at one account. This alone would be the lock.

A browser in which the account has signed in before holds a signed cookie (nuztrend/signin/browsers.py) and is counted
by itself: it waits for its own failures, and for those of nobody else. So the owner's usual browser is always let in,
and a new one is made known by the link of `recover_account`. The last two counts forget one failure a minute, so that
an office behind one address does not pay in the evening for the morning.

Codes are guessed only by somebody who has the password. There are a million, of which three are right, so the waits
of an account's codes grow to an hour; again a known browser is counted by itself.

A try is counted before the password is looked at, and given back when it was right: a hundred at the same moment are
a hundred. A right password sent during a wait is refused unread, or the wait would protect nothing. Nothing of this
asks whether the account exists. Keys are hashes of the day, cut to 16 bits a kind: the table never has more than some
hundred thousand rows, whatever names are sent, and tells neither names nor networks. Two that fall on the same hash
share a wait.
"""

from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from nuztrend.lib.network import address_of, network_of
from nuztrend.models import AuditEntry
from nuztrend.signin.browsers import known_browser
from nuztrend.signin.models import Rule, SignInDelay

OWN = Rule(free=4, first=15, most=900, forgets=3600)
NETWORK = Rule(free=30, first=1, most=300, forgets=60)
ACCOUNT = Rule(free=20, first=1, most=60, forgets=60)
CODES = Rule(free=10, first=60, most=3600, forgets=3600)

RULES = {"pair": OWN, "browser": OWN, "network": NETWORK, "account": ACCOUNT, "code": OWN, "codes": CODES}
RULES["code-browser"] = OWN
"""Kind of key: its rule."""

STREAKS = {
    "pair": "wrong passwords in a row from one network",
    "browser": "wrong passwords in a row in a browser that had signed in before",
    "account": "wrong passwords within a short time from several networks",
    "code": "wrong codes in a row after the right password",
    "code-browser": "wrong codes in a row after the right password, in a browser that had signed in before",
    "codes": "wrong codes after the right password from several networks",
}
"""Kind of key: what its failures are called in the audit log."""


@dataclass
class Try:
    """A try that is counted as a failure until it says otherwise."""

    name: str
    taken: list[SignInDelay] = field(default_factory=list)

    def failed(self) -> None:
        """Leave it counted; the audit log hears of it when it is the first that costs a wait, and of no other."""
        for row in self.taken:
            kind = row.key.split()[1]
            if kind in STREAKS and row.failures == RULES[kind].free + 1:
                user = get_user_model().objects.filter(username=self.name).first()
                if user:
                    AuditEntry.objects.record(user, "fail to sign in", None, f"{row.failures} {STREAKS[kind]}")

    def succeeded(self) -> None:
        """Count it no more, nor what failed before in the same browser or network at this account."""
        own = [row.key for row in self.taken if RULES[row.key.split()[1]] is OWN]
        SignInDelay.objects.give_back([row for row in self.taken if row.key not in own])
        SignInDelay.objects.filter(key__in=own).delete()


def try_password(request: HttpRequest, name: str) -> Try:
    """Begin a try to give the password of an account, which need not exist.

    Raises:
        nuztrend.signin.models.Wait: it is too early; the password must not be looked at.
    """
    if browser := known_browser(request, name):
        return _take(name, browser=browser)
    network = network_in(request)
    return _take(name, pair=f"{name}\0{network}", account=name, network=network)


def try_code(request: HttpRequest, name: str) -> Try:
    """Begin a try to give the code of an account whose password was right.

    Raises:
        nuztrend.signin.models.Wait: it is too early; the code must not be looked at.
    """
    if browser := known_browser(request, name):
        return _take(name, **{"code-browser": browser})
    return _take(name, code=f"{name}\0{network_in(request)}", codes=name)


def network_in(request: HttpRequest) -> str:
    """Give the network that a request comes from, as hexadecimal digits; nothing where there is none."""
    address = address_of(request.META)
    return network_of(address).hex() if address else ""


def _take(name: str, **counted: str) -> Try:
    day = f"{timezone.now():%Y-%m-%d}"
    rules = {
        f"{day} {kind} {salted_hmac(f'sign-in {day} {kind}', value, algorithm='sha256').hexdigest()[:4]}": RULES[kind]
        for kind, value in counted.items()
    }
    return Try(name, SignInDelay.objects.take(rules))
