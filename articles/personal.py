"""What the newsroom's work keeps about people: bylines, who wrote and saved what, drafts. (nuztrend/privacy)"""

from datetime import timedelta
from typing import Any

from django.conf import settings

from articles.models import Article, Autosave, Byline, Note, PendingRevision, Presence, PreviewLink, Revision, TagMerge
from articles.models.amendment import Amendment, name_of
from articles.models.presence import FORGOTTEN_AFTER
from nuztrend.privacy import Holding, Person, Whose, declare, not_personal
from nuztrend.privacy.finding import STAYS, delete, of_account

NEWSROOM = Whose.NEWSROOM
WITH_THE_STORY = "the deletion of the story, which the newsroom decides"


def corrections_of(person: Person) -> Any:
    """Give the corrections under which the name of an account stands."""
    account: Any = person.account
    return Amendment.objects.order_by("pk").filter(by=name_of(account)) if account else Amendment.objects.none()


def unlink_bylines(rows: Any) -> int:
    """Let bylines lead to no account any more; the name under published stories stays."""
    return int(rows.update(user=None))


declare(
    Holding(
        model="articles.Autosave",
        fields=("user", "key", "fields"),
        whose=NEWSROOM,
        what="Words of a story that its author has not saved",
        why="So that a crash costs no word",
        kept=f"{settings.REVISION_DAYS} days",
        kept_for=timedelta(days=settings.REVISION_DAYS),
        ends="saving the story, or the portal, by itself",
        chore="forget_old_autosaves",
        find=of_account(Autosave, "user"),
        erase=delete,
    ),
    Holding(
        model="articles.Presence",
        fields=("user",),
        whose=NEWSROOM,
        what="Who has a story open",
        why="So that two people know of each other",
        kept="1 day",
        kept_for=FORGOTTEN_AFTER,
        ends="the portal, by itself",
        chore="forget_old_presences",
        find=of_account(Presence, "user"),
        erase=delete,
    ),
    Holding(
        model="articles.Note",
        fields=("by", "text"),
        whose=NEWSROOM,
        what="Private notes on a story",
        why="To work on it together",
        kept="as long as the story",
        ends=WITH_THE_STORY,
        find=of_account(Note, "by"),
        stays=STAYS,
    ),
    Holding(
        model="articles.Revision",
        fields=("by", "note"),
        whose=NEWSROOM,
        what="Who saved a story, and what was noted with it",
        why="To see what changed, and to bring words back",
        kept=f"{settings.REVISION_DAYS} days; for good where readers saw it",
        kept_for=timedelta(days=settings.REVISION_DAYS),
        ends=f"the portal by itself, or {WITH_THE_STORY}",
        chore="prune_old_revisions",
        find=of_account(Revision, "by"),
        stays=STAYS,
    ),
    Holding(
        model="articles.PendingRevision",
        fields=("by", "agreed_by"),
        whose=NEWSROOM,
        what="Who changed a published story, and who agreed",
        why="To publish changes after a second look",
        kept="until the changes are published or dropped",
        ends="the newsroom, by publishing or dropping them",
        find=of_account(PendingRevision, "by", "agreed_by"),
        stays=STAYS,
    ),
    Holding(
        model="articles.PreviewLink",
        fields=("by", "note"),
        whose=NEWSROOM,
        what="Who gave a preview of a story to whom",
        why="To take a link back, and to know who has read ahead",
        kept="as long as the story",
        ends=WITH_THE_STORY,
        find=of_account(PreviewLink, "by"),
        stays=STAYS,
    ),
    Holding(
        model="articles.Article",
        fields=("reviewer",),
        whose=NEWSROOM,
        what="Who is to review a story",
        why="So that somebody does",
        kept="as long as the story",
        ends="naming somebody else",
        find=of_account(Article, "reviewer"),
        stays=STAYS,
    ),
    Holding(
        model="articles.TagMerge",
        fields=("by",),
        whose=NEWSROOM,
        what="Who merged two tags",
        why="To take it back",
        kept="for good",
        ends="the end of the account",
        find=of_account(TagMerge, "by"),
        stays=STAYS,
    ),
    Holding(
        model="articles.Amendment",
        fields=("by",),
        whose=NEWSROOM,
        what="Who told readers of a correction",
        why="So that the newsroom can answer for it; readers do not see it",
        kept="for good",
        ends="nothing: the database refuses to change or delete a correction",
        find=corrections_of,
        stays="A record of corrections that could be changed would prove nothing.",
    ),
    Holding(
        model="articles.Byline",
        fields=("name", "slug", "bio", "user"),
        whose=NEWSROOM,
        what="Bylines: who writes here, as readers see it",
        why="Readers shall know who wrote a story",
        kept="as long as a story stands under it",
        ends="the newsroom",
        find=of_account(Byline, "user"),
        erase=unlink_bylines,
    ),
)

PUBLISHED = "the newsroom’s published words; whom they are about is the newsroom’s answer to give"
WORKED_OUT = "worked out from published words"

not_personal(
    "articles.Article",
    "title slug dek body body_html parts keywords retraction_reason amendments card import_ref import_digest",
    PUBLISHED,
)
not_personal("articles.Amendment", "text", PUBLISHED)
not_personal("articles.Photo", "key file alt caption credit licence upload_digest renditions", PUBLISHED)
not_personal("articles.Tag", "name slug description", PUBLISHED)
not_personal(
    "articles.TagMerge", "name slug description stories paths before", "what a tag was called, and where it stood"
)
not_personal("articles.Revision", "verb content", "what a story said at a time, and what was done")
not_personal("articles.PendingRevision", "base content text", "what a story is to say")
not_personal("articles.PreviewLink", "key", "the secret of a link, the same for all to whom it was given")
not_personal("articles.OldPath", "path", "an address that a story, tag or byline had")
not_personal("articles.TrendingList", "stories", "numbers of stories")
not_personal("articles.TrendingChoice", "reason", "why a story is pinned or left out")
not_personal("articles.ArchiveCount", "zone months", "how many stories a month has")
not_personal("articles.StoryChange", "slug", PUBLISHED)
not_personal("articles.PhotoWords", "words", WORKED_OUT)
not_personal("articles.SearchEntry", "marks title lead body", WORKED_OUT)
not_personal("articles.SearchWord", "word", WORKED_OUT)
not_personal("articles.Term", "text", WORKED_OUT)
not_personal("articles.Lexicon", "step", WORKED_OUT)
