"""Whether what is stored of some stories agrees with itself: `python -m bench.soundness 17 4 9` prints JSON.

For each story: its stored text, that of its pending changes, and in words what does not agree.
"""

import json
import sys

import django

django.setup()

from articles.models import Amendment, Article, Credit, PendingRevision, Revision, Tagging  # noqa: E402
from articles.models.content import changed_fields, content_of  # noqa: E402


def faults_of(story: Article, pending: PendingRevision | None) -> list[str]:
    """Give what of a story was stored by half."""
    faults, said = [], content_of(story)
    standing = Revision.objects.standing(story)
    if standing and changed_fields(standing.content, said):
        faults.append("the newest revision says something else")
    if story.body.startswith("Saved: ") and story.body not in story.body_html:
        faults.append("the HTML is of another text")
    told = [(row.pk, row.text) for row in Amendment.objects.of(story)]
    if told != [(row["pk"], row["text"]) for row in story.amendments]:
        faults.append("the page tells of other corrections than there are")
    if pending and not changed_fields(pending.content, said):
        faults.append("what is published is still pending")
    times = (story.publish_at, story.unpublish_at) if story.state == Article.State.PUBLISHED else (None, None)
    for rows in (Tagging, Credit):
        if set(rows.objects.filter(article=story).values_list("publish_at", "unpublish_at")) - {times}:
            faults.append(f"a {rows._meta.verbose_name} repeats another time")
    return faults


def main(*pks: str) -> None:
    found = []
    for pk in pks:
        story = Article.objects.get(pk=pk)
        pending = PendingRevision.objects.of(story)
        body = pending.content["body"] if pending else ""
        found.append({"live": story.body, "pending": body, "faults": faults_of(story, pending)})
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
