"""The verbs of a story as the newsroom has them: who may, what the button says, what became of it."""

from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import markdown
from articles.admin.audited import moment
from articles.forms import MarkdownField
from articles.models import Article, Photo
from articles.models.workflow import State

OPEN_TO_WRITERS = {State.DRAFT, State.IN_REVIEW}
"""States in which everybody who may change stories may change one; later it takes the right to publish."""

BUTTONS = {"submit": "Save and submit for review", "publish": "Publish", "return": "Return to draft"}
"""The verbs that stand beside “Save”. Retracting has a page of its own, which asks why."""

LIVE_BUTTONS = {
    "publish changes": "Publish changes",
    "schedule changes": "Publish changes at this time",
    "unschedule changes": "Save, and take the time away",
}
"""What stands beside “Save changes” in the form of a live story."""

PERMISSIONS = {
    "publish": "articles.publish_article",
    "retract": "articles.retract_article",
    **dict.fromkeys(LIVE_BUTTONS, "articles.publish_article"),
}
"""What a verb takes beyond the right to change the story."""


def refusal_of(body: str) -> markdown.CannotRender | None:
    """Render a posted text, so that saving finds the result ready; give the renderer's refusal if there is one."""
    text = MarkdownField().to_python(body)
    try:
        markdown.render(text, Photo.objects.sources(markdown.photo_keys(text)))
    except markdown.CannotRender as refusal:
        return refusal
    return None


def carry_out(story: Article, verb: str, by: Any, note: str = "") -> None:
    """Do what a button says.

    Raises:
        WrongState: the verb does not apply to a story in this state.
    """
    match verb:
        case "submit":
            story.submit(by, note)
        case "publish":
            story.publish(by, note=note)
        case "return":
            story.return_to_draft(by, note)


def outcome(story: Article, verb: str) -> SafeString:
    """Give the sentence that tells an editor what became of a story."""
    if verb == "submit":
        return format_html("“{}” waits for an editor now.", story)
    if verb == "return":
        return format_html("“{}” is a draft again.", story)
    if verb != "publish":
        return format_html("“{}” is saved as version {}.", story, story.version)
    if story.is_public:
        return format_html('“{}” is public now. <a href="{}">View on site</a>', story, story.get_absolute_url())
    return format_html("“{}” is scheduled: it will be public on {}.", story, moment(story.publish_at or timezone.now()))
