"""The comment form: two fields for readers, three hurdles for machines."""

from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.db import transaction

from articles.models import Article
from comments.captcha import challenge
from comments.models import LONGEST_NAME, LONGEST_TEXT, Comment, receipt_for
from comments.text import has_words, tidy

OPENED_SALT = "comments.opened"
OPENED_MAX_AGE = 86_400  # seconds
WRONG_DIGITS = (
    "These were not the digits, or they have expired. Everything you wrote is still here: type the new six digits."
)
MISSING_NAME = "Please give a name to stand over your comment."
MISSING_TEXT = "Please write your comment."
STALE_FORM = "This form was open for very long. Everything is still here: please send it again."
MISSING_DIGITS = "One more step: type the six digits that you see or hear. Everything you wrote is still here."


def opened_token(article: Article) -> str:
    """Give a signed note of when a reader began to write under this story."""
    return signing.TimestampSigner(salt=OPENED_SALT).sign(str(article.pk))


def opened_here(token: str, article: Article, within: int = OPENED_MAX_AGE) -> bool:
    """Say whether the signed note is of this story and at most `within` seconds old."""
    try:
        return signing.TimestampSigner(salt=OPENED_SALT).unsign(token, max_age=within) == str(article.pk)
    except signing.BadSignature:
        return False


class WordsField(forms.CharField):
    """A text without control characters; what is left is judged, so that a stray NUL costs nobody a comment."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class CommentForm(forms.Form):
    """Name, text and captcha. The captcha is looked at last, so that a slip elsewhere does not cost new digits."""

    name = WordsField(max_length=LONGEST_NAME, error_messages={"required": MISSING_NAME})
    text = WordsField(widget=forms.Textarea, error_messages={"required": MISSING_TEXT})
    website = WordsField(required=False)  # nobody sees it; who fills it in is a machine
    opened = WordsField(required=False)
    captcha_key = WordsField(required=False)
    captcha = WordsField(required=False, max_length=40)

    def __init__(self, article: Article, data: Any = None):
        super().__init__(data)
        self.article = article
        self.comment: Comment | None = None
        self.receipt = ""

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not has_words(name):
            raise forms.ValidationError(MISSING_NAME)
        return name

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if not has_words(text):
            raise forms.ValidationError(MISSING_TEXT)
        if len(text) > LONGEST_TEXT:
            raise forms.ValidationError(
                f"Your comment has {len(text):,} characters; at most {LONGEST_TEXT:,} fit. Please shorten it."
            )
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("website"):
            raise forms.ValidationError(
                "Something filled in a field that readers do not see. Please send it once more."
            )
        if cleaned.get("captcha_key") and not self.errors:
            self._check_age(cleaned.get("opened", ""))
        return cleaned

    def _check_age(self, opened: str) -> None:
        if not opened_here(opened, self.article):
            raise forms.ValidationError(STALE_FORM)
        if opened_here(opened, self.article, within=settings.COMMENT_MIN_SECONDS) and settings.COMMENT_MIN_SECONDS:
            raise forms.ValidationError("That was very quick. Please wait a moment, then send it again.")

    @property
    def asks_for_captcha(self) -> bool:
        """Whether the form was sent without digits, as it is without JavaScript."""
        return not self.data.get("captcha_key")

    def submit(self) -> bool:
        """Store the comment if everything is right and the digits could be spent; else give False with `errors` set.

        The digits and the comment go in one transaction, so one answer makes one comment however often it is sent.
        A wrong answer is used up as well.
        """
        if not self.is_valid():
            return False
        if self.asks_for_captcha or not self.cleaned_data["captcha"].strip():
            self.add_error("captcha", MISSING_DIGITS)
            return False
        key, answer = self.cleaned_data["captcha_key"], self.cleaned_data["captcha"]
        with transaction.atomic():
            if challenge.spend(key, answer):
                self.comment, self.receipt = Comment.objects.submit(
                    self.article, self.cleaned_data["name"], self.cleaned_data["text"], receipt_for(key)
                )
        if self.comment is None and not self.was_sent_before(key):
            self.add_error("captcha", WRONG_DIGITS)
        return bool(self.receipt)

    def was_sent_before(self, key: str) -> bool:
        """Say whether these digits brought in this very comment already: a second click leads to its receipt."""
        receipt = receipt_for(key)
        sent = Comment.objects.on(self.article).with_receipt(receipt).filter(text=self.cleaned_data["text"])
        self.receipt = receipt if sent.exists() else ""
        return bool(self.receipt)
