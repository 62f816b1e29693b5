"""What comments, reports and their moderation keep about people. (nuztrend/privacy)"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from comments.models import Appeal, Comment, CommentNote, Letterbox, ModerationEntry, NetworkKey, Report, Sweep
from comments.models.letterbox import KEPT as LETTERS_KEPT
from comments.models.letterbox import TO_CONFIRM
from comments.models.network import KEPT
from comments.models.sweep import KEPT as SWEEPS_KEPT
from nuztrend.privacy import Holding, InBrowser, Person, Whose, declare, declare_in_browser, not_personal
from nuztrend.privacy.finding import STAYS, of_account

HOURS = f"{KEPT.total_seconds() / 3600:.0f} hours"
REJECTED = timedelta(days=settings.KEEP_REJECTED_DAYS)
REPORTERS = timedelta(days=settings.KEEP_REPORTER_DAYS)
KEYED = (
    "It is a hash made with a random key of the day. Without the key, which is deleted as well, nobody can tell from "
    "which network."
)
KEYED_READER = (
    "The network address and the browser’s name are mixed with a random key of the day, which is deleted as well."
)
CHORES = "the portal, by itself"


def forget_networks() -> int:
    """Drop the hashes of networks that are older than 72 hours, and the keys that made them."""
    old = timezone.now() - KEPT
    return Comment.objects.forget_networks(old) + Report.objects.forget_networks(old) + NetworkKey.objects.forget_old()


@transaction.atomic
def forget_words() -> int:
    """Erase the words of comments that are not shown by a decision, and of the appeals against it, after their time.

    What somebody appeals against is needed until the appeal is decided. An appeal that comes in meanwhile holds its
    comment, and is seen by the second question, for the rows are held by then.
    """
    moment = timezone.now() - timedelta(days=settings.KEEP_REJECTED_DAYS)
    rows = Comment.objects.put_aside_before(moment).select_for_update(no_key=True, skip_locked=True)
    old = set(rows.values_list("pk", flat=True)[:AT_ONCE])
    old -= set(Appeal.objects.open().filter(comment__in=old).values_list("comment_id", flat=True))
    if not old:
        return 0
    Appeal.objects.filter(comment__in=old).update(text="", answer="")
    return Comment.objects.filter(pk__in=old).erase_words()


AT_ONCE = 500
"""Comments whose words one minute erases: the database is never held up for long."""


def forget_reporters() -> int:
    """Erase who reported a comment, and in which words, after their time."""
    return Report.objects.forget_reporters(timezone.now() - timedelta(days=settings.KEEP_REPORTER_DAYS))


def comment_of(person: Person) -> Any:
    """Give the comment that a receipt belongs to, or those about which letters go to an address that was confirmed."""
    if person.receipt:
        return Comment.objects.with_receipt(person.receipt)
    boxes = letterboxes_of(person).confirmed()
    return Comment.objects.filter(pk__in=boxes.values("comment"))


def withdraw(rows: Any) -> int:
    """Take comments back, as their writer could."""
    there = [comment for comment in rows if comment.state != Comment.State.WITHDRAWN]
    for comment in there:
        comment.withdraw()
    return len(there)


def appeal_of(person: Person) -> Any:
    """Give the appeals against what was decided on the comments of a person."""
    return Appeal.objects.filter(comment__in=comment_of(person))


def letterboxes_of(person: Person) -> Any:
    """Give the letterboxes with an address, and that of the comment of a receipt."""
    if person.receipt:
        return Letterbox.objects.filter(comment__in=comment_of(person))
    return Letterbox.objects.filter(address__iexact=person.address) if person.address else Letterbox.objects.none()


def reports_of(person: Person) -> Any:
    """Give the reports in which an address stands, and the one that a receipt belongs to."""
    if person.receipt:
        return Report.objects.with_receipt(person.receipt)
    return Report.objects.filter(address__iexact=person.address) if person.address else Report.objects.none()


def erase_reporters(rows: Any) -> int:
    """Erase names, addresses and words from reports."""
    return int(rows.erase())


def end_letters(rows: Any) -> int:
    """Delete letterboxes with their addresses."""
    return int(rows.end())


declare(
    Holding(
        model="comments.Comment",
        fields=("name", "text", "html", "likeness", "reasons"),
        whose=Whose.WRITER,
        what="Your comment: the name and the words that you typed, and what our rules made of them",
        why="To show it under the story, and to keep advertising away",
        kept="until you take it back. Comments that are not shown, because they were rejected, removed or taken for "
        f"advertising, lose name and words {settings.KEEP_REJECTED_DAYS} days after the last decision, and not while "
        "an appeal waits",
        kept_for=REJECTED,
        ends=f"you, on the page of your receipt; for comments that are not shown {CHORES}",
        forget=forget_words,
        find=comment_of,
        erase=withdraw,
    ),
    Holding(
        model="comments.Comment",
        fields=("network",),
        whose=Whose.WRITER,
        what="From which network the comment came, as a hash of one day",
        why="To see floods of advertising from one place",
        kept=HOURS,
        kept_for=KEPT,
        ends=CHORES,
        forget=forget_networks,
        nobody=KEYED,
    ),
    Holding(
        model="comments.NetworkKey",
        fields=("key",),
        whose=Whose.WRITER,
        what="The random key with which such hashes are made, one for each day",
        why="So that nobody can work out a network from a hash once the key is gone",
        kept=f"{HOURS} after the end of its day",
        kept_for=KEPT,
        ends=CHORES,
        forget=forget_networks,
        nobody="It is a random number.",
    ),
    Holding(
        model="comments.Budget",
        fields=("key",),
        whose=Whose.WRITER,
        what="How much was written, voted and reported from a network in a minute, an hour, a day",
        why="So that no network drowns out the others",
        kept="1 day",
        kept_for=timedelta(days=1),
        ends=CHORES,
        chore="forget_spent_budgets",
        nobody=KEYED,
    ),
    Holding(
        model="comments.Comment",
        fields=("receipt_hash",),
        whose=Whose.WRITER,
        what="A hash of your receipt",
        why="To know your receipt again; the receipt itself you alone have",
        kept="as long as the comment’s place in the record",
        ends="the deletion of the story",
        nobody="From the hash nobody can work out the receipt.",
    ),
    Holding(
        model="comments.Vote",
        fields=("voter",),
        whose=Whose.READER,
        what="That somebody voted for a comment, as a hash of one day, another one for each comment",
        why="So that a vote counts once",
        kept=HOURS,
        kept_for=KEPT,
        ends=CHORES,
        chore="forget_old_votes",
        nobody=KEYED_READER,
    ),
    Holding(
        model="comments.Appeal",
        fields=("text", "answer"),
        whose=Whose.WRITER,
        what="Your appeal, and what was answered",
        why="So that somebody can look again, and you can read why",
        kept=f"as long as the words of the comment; if it is not shown, {settings.KEEP_REJECTED_DAYS} days "
        "after the last decision",
        kept_for=REJECTED,
        ends=CHORES,
        forget=forget_words,
        find=appeal_of,
        erase=lambda rows: rows.update(text="", answer=""),
    ),
    Holding(
        model="comments.Letterbox",
        fields=("address", "receipt"),
        whose=Whose.WRITER,
        what="Your e-mail address, if you asked for letters about your comment, and your receipt, sealed",
        why="To write to you when the comment is answered or decided on; the receipt so that a letter can lead to it",
        kept="365 days after the comment, or until you end the letters or delete the comment. An address that was not "
        "confirmed is kept for 72 hours",
        kept_for=LETTERS_KEPT,
        ends=f"you, in any letter and on the page of your receipt; {CHORES}",
        forget=Letterbox.objects.forget_old,
        find=letterboxes_of,
        erase=end_letters,
    ),
    Holding(
        model="comments.Letter",
        fields=("addressee",),
        whose=Whose.WRITER,
        what="That an address was asked whether letters may come, as a hash",
        why="So that nobody has others’ mailboxes flooded: each is asked at most once an hour",
        kept="72 hours",
        kept_for=TO_CONFIRM,
        ends=CHORES,
        forget=Letterbox.objects.forget_old,
        nobody="It is a hash made with the secret key of the portal; nobody else can make it again.",
    ),
    Holding(
        model="comments.Report",
        fields=("name", "address", "text", "contest"),
        whose=Whose.REPORTER,
        what="Your report: what you wrote, and your name and e-mail address if you gave them",
        why="To decide on the report; the Digital Services Act asks for name and address",
        kept=f"{settings.KEEP_REPORTER_DAYS} days after the decision, the time to go to a court with it",
        kept_for=REPORTERS,
        ends=f"{CHORES}; name and address also you, on the page of your receipt",
        forget=forget_reporters,
        find=reports_of,
        erase=erase_reporters,
    ),
    Holding(
        model="comments.Report",
        fields=("answer", "receipt_hash"),
        whose=Whose.REPORTER,
        what="What we answered, and a hash of your receipt",
        why="So that your receipt tells what became of the report",
        kept="as long as the comment’s place in the record",
        ends="the deletion of the story",
        nobody="The answer is the newsroom’s, and from the hash nobody can work out the receipt.",
    ),
    Holding(
        model="comments.Report",
        fields=("network",),
        whose=Whose.REPORTER,
        what="From which network the report came, as a hash of one day",
        why="So that a crowd in one place counts once",
        kept=HOURS,
        kept_for=KEPT,
        ends=CHORES,
        forget=forget_networks,
        nobody=KEYED,
    ),
    Holding(
        model="comments.ModerationEntry",
        fields=("by", "reason"),
        whose=Whose.NEWSROOM,
        what="Who decided what on a comment, when and why",
        why="To answer for decisions on what readers write, and to count them in the public report",
        kept="for good",
        ends="nothing: the database refuses to change or delete a line",
        find=of_account(ModerationEntry, "by"),
        stays=f"A record that could be changed would prove nothing. {STAYS}",
    ),
    Holding(
        model="comments.Appeal",
        fields=("decided_by",),
        whose=Whose.NEWSROOM,
        what="Who decided on an appeal",
        why="So that somebody else can look at it than who decided first",
        kept="as long as the comment’s place in the record",
        ends="the deletion of the story",
        find=lambda person: (
            Appeal.objects.filter(decided_by=person.account) if person.account else Appeal.objects.none()
        ),
        stays=STAYS,
    ),
    Holding(
        model="comments.Report",
        fields=("decided_by",),
        whose=Whose.NEWSROOM,
        what="Who decided on a report",
        why="To answer for it",
        kept="as long as the comment’s place in the record",
        ends="the deletion of the story",
        find=lambda person: (
            Report.objects.filter(decided_by=person.account) if person.account else Report.objects.none()
        ),
        stays=STAYS,
    ),
)

declare(
    Holding(
        model="comments.CommentNote",
        fields=("by", "text"),
        whose=Whose.NEWSROOM,
        what="What moderators tell each other about a comment",
        why="To decide together",
        kept="as long as the comment’s place in the record",
        ends="the deletion of the story",
        find=of_account(CommentNote, "by"),
        stays=STAYS,
    ),
    Holding(
        model="comments.Sweep",
        fields=("by",),
        whose=Whose.NEWSROOM,
        what="Who decided on many comments at once",
        why="To take it back at once",
        kept="7 days",
        kept_for=SWEEPS_KEPT,
        ends=CHORES,
        chore="forget_old_sweeps",
        find=of_account(Sweep, "by"),
        stays=STAYS,
    ),
)
declare_in_browser(
    InBrowser(
        name="clearance",
        whose=Whose.WRITER,
        what="a random number and the hour, signed",
        why="It spares you the next six digits after the first were right",
        kept="1 hour",
    ),
    InBrowser(
        name="desk-keys",
        is_cookie=False,
        whose=Whose.NEWSROOM,
        what="the word on or off",
        why="It remembers whether the keys of the moderator’s desk are on",
        kept="until the data of the site are cleared",
    ),
)

not_personal("comments.Sweep", "action verb scope entries", "which comments were decided on together")
not_personal("comments.ModerationMonth", "figures", "how many decisions of each kind a month had")
not_personal("comments.ModerationEntry", "verb state_before state_after", "names of decisions and states")
not_personal("comments.Letterbox", "told", "the names of states")
not_personal("comments.Letter", "kind", "one of three names")
not_personal("comments.WordList", "name entries", "words that count against any comment")
