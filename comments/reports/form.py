"""The form of a notice: what the EU's Digital Services Act (article 16) wants of one; nobody is kept out by it."""

import base64
import secrets
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.crypto import salted_hmac

from comments import budgets
from comments.models import LONGEST_EXPLANATION, Comment, Reason, Report, WrongState
from comments.reports import telling
from comments.text import has_words
from comments.writing.form import STALE_FORM, WordsField

OPENED_SALT = "comments.reports.opened"
OPENED_MAX_AGE = 86_400  # seconds

GROUPS = (
    (
        "Against the law",
        (Reason.THREAT, Reason.HATE, Reason.PRIVACY, Reason.FALSE, Reason.COPYRIGHT, Reason.ILLEGAL),
    ),
    (
        "Against the rules of this page",
        (Reason.INSULT, Reason.OFF_TOPIC, Reason.ADVERTISING, Reason.REPEATED, Reason.UNREADABLE, Reason.OTHER),
    ),
)
"""The reasons as the form shows them."""
SAY_MORE = (Reason.ILLEGAL, Reason.OTHER)
"""Reasons that say nothing without an explanation."""

NO_REASON = "Please choose what is wrong with the comment."
NO_EXPLANATION = "Please say in a few words what is wrong: this reason alone does not tell."
NO_GOOD_FAITH = "Please tick the box: without this statement we cannot take the notice."
BAD_ADDRESS = "This does not look like an e-mail address. Mend it, or leave it empty."


def opened_token(comment: Comment) -> str:
    """Give a signed note of when a reader opened the form about this comment; no two are the same."""
    return signing.TimestampSigner(salt=OPENED_SALT).sign(f"{comment.pk}:{secrets.token_urlsafe(12)}")


def opened_here(token: str, comment: Comment, within: int = OPENED_MAX_AGE) -> bool:
    """Say whether the signed note is about this comment and at most `within` seconds old."""
    try:
        noted = signing.TimestampSigner(salt=OPENED_SALT).unsign(token, max_age=within)
    except signing.BadSignature:
        return False
    return noted.partition(":")[0] == str(comment.pk)


def receipt_of(token: str) -> str:
    """Give the secret receipt of the notice that this opened form brings in, one and the same at every try."""
    digest = salted_hmac("comments.reports.receipt", token, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)[:32].decode()


class ReportForm(forms.Form):
    """A notice about one comment. Name and address may stay empty."""

    code = forms.ChoiceField(choices=Reason, error_messages={"required": NO_REASON, "invalid_choice": NO_REASON})
    text = WordsField(required=False)
    name = WordsField(required=False)
    address = forms.EmailField(required=False, max_length=254, error_messages={"invalid": BAD_ADDRESS})
    in_good_faith = forms.BooleanField(error_messages={"required": NO_GOOD_FAITH})
    website = WordsField(required=False)  # nobody sees it; who fills it in is a machine
    opened = WordsField(required=False)

    def __init__(self, comment: Comment, data: Any = None):
        super().__init__(data)
        self.comment = comment
        self.receipt = ""
        self.is_spent = False

    def clean_text(self) -> str:
        return within(self.cleaned_data["text"], LONGEST_EXPLANATION, "Your explanation")

    def clean_name(self) -> str:
        return within(" ".join(self.cleaned_data["name"].split()), 100, "The name")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("code") in SAY_MORE and "text" in cleaned and not has_words(cleaned["text"]):
            self.add_error("text", NO_EXPLANATION)
        if cleaned.get("website"):
            raise forms.ValidationError(
                "Something filled in a field that readers do not see. Please send it once more."
            )
        opened = cleaned.get("opened", "")
        if not opened_here(opened, self.comment):
            raise forms.ValidationError(STALE_FORM)
        if settings.COMMENT_MIN_SECONDS and opened_here(opened, self.comment, within=settings.COMMENT_MIN_SECONDS):
            raise forms.ValidationError("That was very quick. Please wait a moment, then send it again.")
        return cleaned

    @property
    def token(self) -> str:
        """The token to send with the form: the one that came, while it is good for another try."""
        sent = str(self.data.get("opened", ""))
        return sent if opened_here(sent, self.comment) and not self.is_spent else opened_token(self.comment)

    def submit(self, network: str) -> bool:
        """Store the notice; a second click leads to the receipt of the first. Else give False with `errors` set.

        Raises:
            WrongState: the comment is not shown any more.
            OverBudget: too many notices came from this network.
        """
        if not self.is_valid():
            return False
        cleaned, self.receipt = self.cleaned_data, receipt_of(self.cleaned_data["opened"])
        told = (cleaned["code"], cleaned["text"])
        if earlier := Report.objects.with_receipt(self.receipt).first():
            if told == (earlier.code, earlier.text):
                return True
            self.is_spent = True
            self.add_error(None, "You have sent a notice from this form already. To add this as another one, send it.")
            return False
        if not self.comment.is_visible:
            raise WrongState("This comment is not shown any more.")
        budgets.spend("report", network)
        self._store(network)
        return True

    @transaction.atomic
    def _store(self, network: str) -> None:
        fields = {name: self.cleaned_data[name] for name in ("code", "text", "name", "address", "in_good_faith")}
        report = Report.objects.submit(self.comment, receipt=self.receipt, network=network, **fields)
        transaction.on_commit(partial(telling.received, report, self.receipt))


class ContestForm(forms.Form):
    """Why somebody who reported a comment asks for a second look."""

    text = WordsField(error_messages={"required": "Please say in a few words why we should look again."})

    def clean_text(self) -> str:
        return within(self.cleaned_data["text"], LONGEST_EXPLANATION, "Your explanation")


def within(text: str, most: int, what: str) -> str:
    """Give a text that is not longer than so many characters.

    Raises:
        ValidationError: it is.
    """
    if len(text) > most:
        raise forms.ValidationError(f"{what} has {len(text):,} characters; at most {most:,} fit. Please shorten it.")
    return text
