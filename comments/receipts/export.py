"""Everything that is stored about one comment, for its writer to take away."""

from typing import Any

from django.db import models

from comments.models import Appeal, Comment, Letter, Letterbox, ModerationEntry
from comments.naming import named
from comments.receipts.standing import BY_PEOPLE, BY_THE_RULES

BY_THE_WRITER = {"withdraw", "appeal"}
BY_A_READER = {"report", "contest report"}
TO_REPORTERS = {"uphold report", "dismiss report"}
"""Decisions whose words are written to somebody else, whom they may name."""
NOT_THE_WRITERS = {"decided_by"}
"""Fields that say who of the newsroom decided."""


def everything_about(comment: Comment) -> dict[str, Any]:
    """Give each stored field of a comment and what belongs to it, with the names of the columns.

    Of the newsroom it says what was decided and not by whom, and how much was noted for itself; of readers how many
    voted and reported and not who.
    """
    appeal = Appeal.objects.filter(comment=comment).first()
    letterbox = Letterbox.objects.filter(comment=comment).first()
    return {
        "comment": fields_of(comment),
        "story": named(comment.article),
        "decisions": [
            {
                "at": entry.at,
                "what": entry.verb,
                "by": _by(entry),
                "state_before": entry.state_before,
                "state_after": entry.state_after,
                "code": entry.code,
                "reason": "" if entry.verb in TO_REPORTERS else entry.reason,
            }
            for entry in comment.moderations.order_by("pk")
        ],
        "reports": comment.reports.count(),
        "notes_of_moderators": comment.notes.count(),
        "taught_the_filter": hasattr(comment, "lesson"),
        "waits_for_a_check_outside": hasattr(comment, "check_outside"),
        "appeal": fields_of(appeal) if appeal else None,
        "letterbox": fields_of(letterbox) if letterbox else None,
        "letters": [fields_of(letter) for letter in Letter.objects.filter(letterbox=letterbox)] if letterbox else [],
    }


def fields_of(row: models.Model) -> dict[str, Any]:
    """Give every column of a row, but not who of the newsroom wrote it."""
    columns = [field for field in row._meta.concrete_fields if field.name not in NOT_THE_WRITERS]
    return {field.attname: field.value_from_object(row) for field in columns}


def _by(entry: ModerationEntry) -> str:
    if entry.verb in BY_THE_RULES:
        return "you; the rules of the portal placed it"
    if entry.verb in BY_THE_WRITER:
        return "you"
    if entry.verb in BY_A_READER:
        return "a reader"
    by_a_person = entry.by_id is not None or entry.verb in BY_PEOPLE
    return "the newsroom" if by_a_person else "the rules of the portal"
