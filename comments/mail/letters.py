"""What stands in letters: plain text, nothing that another reader has typed, nothing that tells us of their opening."""

from collections.abc import Sequence
from textwrap import fill
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.crypto import salted_hmac

from comments.mail.links import confirm_link, receipt_link, stop_link
from comments.models import Appeal, Comment, Decision, Letter, Letterbox, State
from comments.models.letterbox import mark_of
from comments.naming import named
from comments.receipts.standing import standing

MOST_LINKS = 10
"""Answers that one letter leads to."""
WIDTH = 76  # characters of a line
DECIDED = {
    State.VISIBLE: "It stands under the story now.",
    State.HELD: "It is not shown just now: an editor looks at it again.",
    State.REJECTED: "The newsroom decided not to show it.",
    State.REMOVED: "The newsroom took it down.",
    State.SPAM: "It was taken for advertising and is not shown.",
}

Said = tuple[str, list[str]]
"""A subject and paragraphs."""


def letter_of(group: Sequence[Letter]) -> EmailMessage | None:
    """Give the letter that tells of these things of one kind, as they are now; None when none of them holds any more.

    Its Message-ID is the same at each try, so that mail programs know a second copy.
    """
    first, box = group[0], group[0].letterbox
    assert box, "letters that were taken have a letterbox"
    said = SAYS[Letter.Kind(first.kind)](box, group)
    if said is None:
        return None
    subject, paragraphs = said
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    mark = salted_hmac("comments.letter", str(first.pk), algorithm="sha256").hexdigest()[:16]
    return EmailMessage(
        subject=one_line(f"{settings.SITE_NAME}: {subject}"),
        body="\n\n".join([*map(wrapped, paragraphs), footer(box, first.kind)]) + "\n",
        from_email=settings.MAIL_FROM,
        to=[box.address],
        headers={
            "Message-ID": f"<comment-letter-{first.pk}.{mark}@{host}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{stop_link(box)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def question(box: Letterbox, group: Sequence[Letter]) -> Said | None:
    """Ask the owner of an address whether letters may come."""
    if box.confirmed_at or box.is_over:
        return None
    return "may we write to you?", [
        f"Somebody, probably you, wrote a comment on {name_of(box)} and gave this address for letters about it: "
        "when it is answered, and when the newsroom decides on it.",
        "If that is right, open this page and press the button:",
        confirm_link(box),
        "If it was not you, do nothing. Nothing more comes, and in three days the address is deleted.",
    ]


def answer(box: Letterbox, group: Sequence[Letter]) -> Said | None:
    """Tell of answers that readers see now."""
    under = Comment.objects.visible().on_public_stories()
    found = list(under.filter(pk__in=[letter.about for letter in group], parent=box.comment_id).oldest_first())
    if not box.confirmed_at or not found:
        return None
    number = "Somebody has" if len(found) == 1 else f"{len(found)} readers have"
    paths = [reverse("comment", args=[each.article.slug, each.pk]) for each in found[:MOST_LINKS]]
    return "an answer to your comment", [
        f"{number} answered your comment on {name_of(box)}. You can read it here:",
        *(f"{settings.SITE_URL}{path}" for path in paths),
        *to_receipt(box),
    ]


def decision(box: Letterbox, group: Sequence[Letter]) -> Said | None:
    """Tell where a comment stands, unless its writer knows."""
    comment = box.comment
    if not box.confirmed_at or comment.state not in DECIDED or mark_of(comment) == box.told:
        return None
    if comment.is_visible and not comment.article.is_public:
        return None
    now = standing(comment)
    told = [f"This is about your comment on {name_of(box)}.", DECIDED[State(comment.state)]]
    if now.reason:
        told.append(now.reason)
    if now.words:
        told.append(f"The newsroom wrote: “{one_line(now.words)}”")
    appeal = Appeal.objects.filter(comment=comment).first()
    if appeal and appeal.decision == Decision.OPEN:
        told.append("Your appeal waits for somebody to look again.")
    elif appeal:
        granted = appeal.decision == Decision.UPHELD
        told.append("Your appeal was granted." if granted else "Somebody looked at your appeal. The decision stands.")
        if appeal.answer:
            told.append(f"The answer: “{one_line(appeal.answer)}”")
    elif now.is_declined:
        told.append("You can appeal against it once. A person looks again and answers you.")
    return "a decision on your comment", [*told, *to_receipt(box)]


SAYS = {Letter.Kind.QUESTION: question, Letter.Kind.ANSWER: answer, Letter.Kind.DECISION: decision}


def to_receipt(box: Letterbox) -> list[str]:
    """Lead to the receipt."""
    if link := receipt_link(box):
        return [
            "Your private receipt tells more. Keep its address to yourself; whoever has it can do what you can:",
            link,
        ]
    return ["Your private receipt tells more."]


def footer(box: Letterbox, kind: str) -> str:
    """Say why the letter comes and how no further one does."""
    why = "You asked for letters about this one comment. To end them and have your address deleted:"
    if kind == Letter.Kind.QUESTION:
        why = "To have this address deleted at once:"
    return f"-- \n{wrapped(why)}\n{stop_link(box)}"


def name_of(box: Letterbox) -> str:
    """Give how the story is called, in one line."""
    return one_line(named(box.comment.article))


def one_line(text: str) -> str:
    """Give a text without breaks: a header of a letter is one line, or somebody has written a second one."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def wrapped(paragraph: str) -> str:
    """Give a paragraph in lines that every mail program shows whole; addresses are never broken."""
    return fill(paragraph, WIDTH, break_long_words=False, break_on_hyphens=False)
