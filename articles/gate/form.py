"""The checklist and the form of a story."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import ModelForm

from articles.gate.candidate import Candidate
from articles.gate.report import report_of
from articles.models import Article
from articles.models.content import ROWS, TEXTS

OVERRULE = "articles.overrule_article"
LONGEST_REASON = 500
HELD_AGAINST = {*TEXTS, *ROWS, "slug", "publish_at", "unpublish_at", "embargo_until"} - {"keywords"}
"""Fields of the form at which checks look."""


def may_publish(user: Any) -> bool:
    """Whether somebody chooses what kind of change it is; others only save it."""
    return user is not None and user.has_perm("articles.publish_article")


def answer(form: ModelForm, name: str, otherwise: Any = None) -> Any:
    """Give what a field of a posted form says by itself, whatever is wrong with the others."""
    if name not in form.fields:
        return getattr(form.instance, name, otherwise)
    try:
        return form.fields[name].clean(form[name].data)
    except ValidationError:
        return otherwise


def candidate_of(form: Any) -> Candidate:
    """Give what a posted form would publish."""
    story: Article = form.instance
    texts: dict[str, Any] = {
        name: answer(form, name, "") or "" for name in ("title", "dek", "body", "source_type", "ai_use", "slug")
    }
    times: dict[str, Any] = {name: answer(form, name) for name in ("publish_at", "unpublish_at", "embargo_until")}
    if story.is_live and form.verb != "publish changes" and (change_at := answer(form, "change_at")):
        times["publish_at"] = change_at
    return Candidate(
        **texts,
        **times,
        lead_photo=answer(form, "lead_photo"),
        tags=answer(form, "tags") or [],
        bylines=answer(form, "bylines") or [],
        is_new=not story.was_public,
        refusal=str(form.refusal or ""),
        kind=(answer(form, "kind", "") or "") if story.is_live and may_publish(form.user) else None,
    )


def hold_against_checklist(form: Any) -> None:
    """Add an error to a story's form that is about to be published against the checklist; call it when it is cleaned.

    A member with the right to overrule gives a reason in `overrule`; `form.overruled` then says what they overruled.
    """
    form.report = report = report_of(candidate_of(form))
    if not report.blocks:
        return
    reason = form.data.get("overrule", "").strip()
    may = form.user is not None and form.user.has_perm(OVERRULE)
    if reason and may and len(reason) <= LONGEST_REASON and "\0" not in reason:
        form.overruled = f"{reason} ({report.keys})"
    elif reason and may:
        form.add_error(None, f"Say in {LONGEST_REASON} signs at most, no NUL among them, why it is overruled.")
    else:
        way = (
            "Mend it, or say in the checklist why it is overruled."
            if may
            else "Mend it, or ask a chief to overrule it."
        )
        form.add_error(None, f"The checklist stops this. {report.says} {way}")
