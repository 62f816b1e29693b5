"""Decisions on one comment: which there are, carrying one out with all who wait for an answer, and taking one back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.http import Http404

from comments.admin.desk.entry import decided_since, who_did
from comments.models import TRANSITIONS, Appeal, Comment, ModerationEntry, Reason, Report, State, WrongState

LONGEST_WORDS = 2_000  # characters
REPORTS_AT_ONCE = 200
"""Reports on one comment that one decision answers; a brigade's others stay in the queue for the next."""

KEYS = dict(zip(Reason.values, "1234567890uo", strict=True))
"""The key of each reason, after `r`."""

DONE = {
    "approve": "approved",
    "reject": "rejected",
    "remove": "taken down",
    "spam": "marked as spam",
    "keep": "left as it is",
}


@dataclass(frozen=True)
class Choice:
    """A decision as a button sends it: `approve`, `reject insult`, `remove hate`, `spam`, `keep`."""

    verb: str
    code: str = ""

    @classmethod
    def parse(cls, sent: str) -> "Choice":
        """Give the decision of a button.

        Raises:
            Http404: there is none such.
        """
        verb, _, code = sent.partition(" ")
        takes_reason = verb in ("reject", "remove")
        if verb not in DONE or (code not in Reason.values if takes_reason else code):
            raise Http404("no such decision")
        return cls(verb, code)

    @property
    def label(self) -> str:
        """The reason in the words that the writer reads."""
        return str(Reason(self.code).label) if self.code else ""

    def applies_to(self, comment: Comment) -> bool:
        """Whether the comment stands where the decision can be made."""
        return self.verb == "keep" or comment.state in TRANSITIONS[self.verb][0]


@dataclass(frozen=True)
class Button:
    """A reason as the desk offers it."""

    sends: str
    words: str
    key: str
    reported: int
    """By how many open reports it is given."""


def reason_buttons(comment: Comment, open_reports: Iterable[Report]) -> list[Button]:
    """Give the reasons for which a comment can be rejected, or taken down where readers see it."""
    verb = next((verb for verb in ("reject", "remove") if Choice(verb).applies_to(comment)), None)
    codes = [report.code for report in open_reports]
    return [
        Button(f"{verb} {reason.value}", str(reason.label), KEYS[reason.value], codes.count(reason.value))
        for reason in Reason
        if verb
    ]


@transaction.atomic
def decide(pk: int, choice: Choice, by: Any, *, seen: int, words: str = "", answer: str = "") -> Comment:
    """Carry a decision out, and answer those who reported the comment or appealed.

    Args:
        seen: the newest entry of the record that whoever decides has seen.
        words: for the writer. answer: for those who reported.

    Raises:
        WrongState: somebody else decided meanwhile, or the state does not allow it.
        ValidationError: it takes a reason, or there are words that would go nowhere.
        Http404: there is no such comment.
    """
    comment = hold(pk)
    if since := decided_since(comment, seen):
        raise WrongState(f"{since}: nothing was changed. Look at it once more.")
    refuse_what_nobody_would_read(comment, choice, words)
    if choice.verb == "keep":
        answer_appeal(comment, by, words, upheld=False)
        answer_reports(comment, by, answer, upheld=comment.state != State.VISIBLE)
    else:
        carry_out(comment, choice, by, words, answer)
    return comment


def refuse_what_nobody_would_read(comment: Comment, choice: Choice, words: str) -> None:
    """Refuse words to a writer with whose comment nothing is wrong, unless they answer an appeal.

    Raises:
        ValidationError: they would go nowhere.
    """
    if words.strip() and choice.verb in ("approve", "keep") and not Appeal.objects.open().filter(comment=comment):
        raise ValidationError(
            "Words to the writer go out only when the comment is declined or an appeal is answered: nothing was "
            "changed. Choose another decision, or take the words out."
        )


def carry_out(comment: Comment, choice: Choice, by: Any, words: str = "", answer: str = "") -> None:
    """Carry a decision other than `keep` out on a comment; call it in a transaction."""
    shows = choice.verb == "approve"
    answered = answer_appeal(comment, by, words, upheld=shows)
    if not (shows and answered):  # an appeal that is upheld shows the comment itself
        move(comment, choice, by, words)
    answer_reports(comment, by, answer, upheld=not shows)


def move(comment: Comment, choice: Choice, by: Any, words: str = "") -> None:
    """Bring a comment where a decision other than `keep` wants it."""
    match choice.verb:
        case "approve":
            comment.approve(by)
        case "reject":
            comment.reject(by, words, choice.code)
        case "remove":
            comment.remove(by, words, choice.code)
        case "spam":
            comment.mark_spam(by, words)


def hold(pk: int) -> Comment:
    """Give a comment that nobody else decides on before the transaction ends.

    Its thread is held by the root, as the verbs do it, so that two transactions never wait for each other.

    Raises:
        Http404: there is no such comment.
    """
    comment = Comment.objects.filter(pk=pk).first()
    if comment is None:
        raise Http404("no such comment")
    Comment.objects.select_for_update(no_key=True).only("pk").get(pk=comment.root_id or pk)
    comment.refresh_from_db()
    return comment


def answer_appeal(comment: Comment, by: Any, answer: str, *, upheld: bool) -> bool:
    """Answer the appeal of a comment, if one waits; say whether one did."""
    appeal = Appeal.objects.open().filter(comment=comment).first()
    if appeal is None:
        return False
    (appeal.uphold if upheld else appeal.dismiss)(by, answer)
    return True


def answer_reports(comment: Comment, by: Any, answer: str, *, upheld: bool) -> None:
    """Answer the reports on a comment that wait: upheld where it is not shown any more."""
    for report in Report.objects.open().filter(comment=comment)[:REPORTS_AT_ONCE]:
        (report.uphold if upheld else report.dismiss)(by, answer)


def refuse_what_cannot_be_stored(*texts: str) -> None:
    """Refuse words that cannot be stored.

    Raises:
        ValidationError: they are too long, or there is a NUL among them.
    """
    for text in texts:
        if "\0" in text:
            raise ValidationError("Words cannot hold the character NUL.")
        if len(text) > LONGEST_WORDS:
            raise ValidationError(f"At most {LONGEST_WORDS:,} characters are sent on; these are {len(text):,}.")


@transaction.atomic
def take_back(pk: int, by: Any) -> Comment:
    """Take the decision back that an entry of the record tells of, if it is the last one on its comment.

    Raises:
        WrongState: somebody decided since, or it cannot be taken back.
        Http404: there is no such entry, or no comment any more.
    """
    entry = ModerationEntry.objects.filter(pk=pk).first()
    if entry is None:
        raise Http404("no such decision")
    comment = hold(entry.comment_id)
    last = moves_of(comment).select_related("by").first()
    if last is None or last.pk != entry.pk:
        raise WrongState(f"{who_did(last) if last else 'Somebody'} decided on it since: nothing was taken back.")
    comment.undo(by)
    return comment


def moves_of(comment: Comment) -> Any:
    """Give the entries that moved a comment from one state into another, the newest first."""
    return comment.moderations.exclude(state_before="").exclude(state_before=F("state_after"))
