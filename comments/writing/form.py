"""The comment form: two fields for readers, and hurdles for machines."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.db import IntegrityError, transaction

from articles.models import Article
from comments import budgets
from comments.captcha import challenge
from comments.judging import judge
from comments.models import LONGEST_NAME, LONGEST_TEXT, Attack, Comment, Verdict, receipt_for
from comments.text import has_words, tidy
from comments.writing.opening import number_of, opened_here

WRONG_DIGITS = (
    "These were not the digits, or they have expired. Everything you wrote is still here: type the new six digits."
)
MISSING_NAME = "Please give a name to stand over your comment."
MISSING_TEXT = "Please write your comment."
STALE_FORM = "This form was open for very long. Everything is still here: please send it again."
TOO_QUICK = "That was very quick. Please wait a moment, then send it again."
MISSING_DIGITS = "One more step: type the six digits that you see or hear. Everything you wrote is still here."
LOOK_AGAIN = "One more step: look over what you wrote, and send it."
SENT_BEFORE = "A comment was sent with this form before. If this is another one, please send it once more."
REPEATED = "You sent the same words a few minutes ago, and they are stored; they need not be sent twice."
NOT_FROM_HERE = "This form came from another site. Please send your comment from here."
GONE = (
    "The comment that you answer is not there any more. Everything you wrote is still here: send it once more to let "
    "it stand as a comment of its own."
)
MACHINE = "Something filled in a field that readers do not see. Please send it once more."
_number = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


class WordsField(forms.CharField):
    """A text without control characters; what is left is judged, so that a stray NUL costs nobody a comment."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class CommentForm(forms.Form):
    """Name, text and captcha. The captcha is looked at last, so that a slip elsewhere does not cost new digits.

    Args:
        network: the hash of today of the network that the form came from, "" where nothing is known of it.
        clearance: under what the comments of the writer's token are counted, "" without one that is good.
    """

    name = WordsField(max_length=LONGEST_NAME, error_messages={"required": MISSING_NAME})
    text = WordsField(widget=forms.Textarea, error_messages={"required": MISSING_TEXT})
    parent = WordsField(required=False, max_length=40)
    website = WordsField(required=False)  # nobody sees it; who fills it in is a machine
    opened = WordsField(required=False)
    captcha_key = WordsField(required=False)
    captcha = WordsField(required=False, max_length=40)

    def __init__(self, article: Article, data: Any = None, *, network: str = "", clearance: str = ""):
        super().__init__(data)
        self.article, self.network, self.clearance = article, network, clearance
        self.is_preview = bool(data) and "preview" in data
        self.answered: Comment | None = None
        self.comment: Comment | None = None
        self.receipt = ""
        self.is_spent = False  # a comment came with this form already: the next one needs another note

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

    def clean_parent(self) -> str:
        if (parent := self.cleaned_data["parent"]) and self.find_answered() is None:
            raise forms.ValidationError(GONE)
        return str(parent)

    def find_answered(self) -> Comment | None:
        """Find the comment that is answered, if readers see it under this story."""
        asked = str(self.data.get("parent", "")).strip()
        if self.answered is None and _number.fullmatch(asked):
            self.answered = Comment.objects.on(self.article).visible().filter(pk=int(asked)).first()
        return self.answered

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("website"):
            raise forms.ValidationError(MACHINE)
        if not self.errors and not self.is_preview:
            self._check_age(cleaned.get("opened", ""))
        return cleaned

    def _check_age(self, opened: str) -> None:
        """Let no form pass that was sent sooner than a reader can write, or open for longer than a day.

        A form without JavaScript comes from a shared page and bears no note: it is shown again with one, unless a
        token speaks for its writer.
        """
        if not opened and (self.clearance or (self.needs_digits and self.asks_for_captcha)):
            return
        if not opened and not self.needs_digits:
            raise forms.ValidationError(LOOK_AGAIN)
        if not opened_here(opened, self.article):
            raise forms.ValidationError(STALE_FORM)
        if settings.COMMENT_MIN_SECONDS and opened_here(opened, self.article, within=settings.COMMENT_MIN_SECONDS):
            raise forms.ValidationError(TOO_QUICK)

    @property
    def needs_digits(self) -> bool:
        """Whether a right answer must come with the form."""
        return settings.CAPTCHA != "never" and not self.clearance

    @property
    def asks_for_captcha(self) -> bool:
        """Whether the form was sent without digits, as it is without JavaScript."""
        return not self.data.get("captcha_key")

    @property
    def is_one_more_step(self) -> bool:
        """Whether nothing is wrong with what was sent but that a step is still to come."""
        return (self.needs_digits and self.asks_for_captcha and "captcha" in self.errors) or (
            LOOK_AGAIN in self.non_field_errors()
        )

    @property
    def preview(self) -> Comment | None:
        """The comment as it will stand, where there are words."""
        if not self.is_preview or "text" in self.errors:
            return None
        comment = Comment(article=self.article, name=self.cleaned_data.get("name", ""))
        comment.write(self.cleaned_data["text"])
        return comment

    def submit(self) -> bool:
        """Store the comment if everything is right and the digits could be spent; else give False with `errors` set.

        The digits and the comment go in one transaction, so one answer makes one comment however often it is sent.
        A wrong answer is used up as well.

        Raises:
            OverBudget: the writer's network has had its share.
        """
        if not self.is_valid():
            return False
        if self.needs_digits and (self.asks_for_captcha or not self.cleaned_data["captcha"].strip()):
            self.add_error("captcha", MISSING_DIGITS)
            return False
        receipt = receipt_for(self._number())
        try:
            budgets.check(("comment", self.network), *([("wrong digits", self.network)] if self.needs_digits else []))
            words = self.cleaned_data["name"], self.cleaned_data["text"]
            self._store(receipt, judge(self.article, *words, parent=self.answered, network=self.network))
        except (IntegrityError, budgets.OverBudget, Repeated) as trouble:
            if not self._was_sent_before(receipt):
                self._explain(trouble, receipt)
        return bool(self.receipt)

    def _number(self) -> str:
        """Give what tells this comment from all others: the key of its digits, else the number of its form.

        A form of a shared page that was sent without JavaScript has neither: what its writer's token brings in is told
        apart by its words.
        """
        cleaned = self.cleaned_data
        number = number_of(cleaned["opened"]) or f"{self.clearance} {self.article.pk} {cleaned['text']}"
        key = cleaned["captcha_key"] if settings.CAPTCHA != "never" else ""  # there it would be anything that one likes
        return key or f"form {number}"

    def _store(self, receipt: str, verdict: Verdict) -> None:
        """Spend the digits, or what the token is good for, and store the comment; or store that they were wrong."""
        cleaned = self.cleaned_data
        with transaction.atomic():
            if self.needs_digits and not challenge.spend(cleaned["captcha_key"], cleaned["captcha"]):
                budgets.count("wrong digits", self.network)
            else:
                budgets.take(("comment", self.network), *([("clearance", self.clearance)] if self.clearance else []))
                if Comment.objects.said_lately(self.article.pk, cleaned["name"], cleaned["text"], self.network):
                    raise Repeated
                self.comment, self.receipt = Comment.objects.submit(
                    self.article,
                    cleaned["name"],
                    cleaned["text"],
                    receipt,
                    parent=self.answered,
                    network=self.network,
                    verdict=verdict,
                )
        if self.comment is None and not self._was_sent_before(receipt):
            self.add_error("captcha", WRONG_DIGITS)
            Attack.objects.fault()

    def _was_sent_before(self, receipt: str) -> bool:
        """Say whether this form brought in this very comment already: a second click leads to its receipt."""
        sent = Comment.objects.on(self.article).with_receipt(receipt).filter(text=self.cleaned_data["text"])
        self.receipt = receipt if sent.exists() else ""
        return bool(self.receipt)

    def _explain(self, trouble: Exception, receipt: str) -> None:
        """Say why the comment was not stored."""
        if isinstance(trouble, budgets.OverBudget):
            raise trouble
        if isinstance(trouble, IntegrityError) and not Comment.objects.with_receipt(receipt).exists():
            raise trouble  # the story went meanwhile
        self.is_spent = True
        self.add_error(None, REPEATED if isinstance(trouble, Repeated) else SENT_BEFORE)


class Repeated(Exception):
    """The same words came from the same network a moment ago."""
