"""What narrow rows repeat of their story, so that lists are read along an index of the rows alone."""

from django.db import models


class StoryRow(models.Model):
    """A narrow row that points to a story and repeats when readers may see it (`StoryRowQuerySet.follow`)."""

    publish_at = models.DateTimeField(null=True, editable=False, help_text="Empty unless the story is published.")
    unpublish_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True
