"""What stories are about, as the words by which they are told apart (articles/related)."""

from datetime import date
from typing import ClassVar

from django.db import models

LONGEST_TERM = 40
THE_LEXICON = 1


class Term(models.Model):
    """A word, and in how many stories it stands."""

    text = models.CharField(max_length=LONGEST_TERM, unique=True)
    stories = models.PositiveIntegerField(default=0)
    counted = models.PositiveIntegerField(default=0, help_text="What a rebuild has counted so far.")

    def __str__(self) -> str:
        return f"{self.text}: {self.stories}"


class StoryTerm(models.Model):
    """How much a word tells of a published story. The newest stories of a word are one range of the index."""

    pk = models.CompositePrimaryKey("article_id", "term_id")
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="terms", db_index=False)
    term = models.ForeignKey(Term, models.CASCADE, related_name="+", db_index=False)
    day = models.IntegerField(
        help_text="Of publication in UTC, as date.toordinal(): a date takes three times the room."
    )
    weight = models.PositiveSmallIntegerField(help_text="In ten-thousandths; the squares of a story's add up to one.")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["term", "-day", "-article", "weight"], name="term_newest")]

    def __str__(self) -> str:
        return f"{self.term_id} in {self.article_id}: {self.weight}"


class Lexicon(models.Model):
    """How many stories the terms were counted in, and where a rebuild stands. There is one row."""

    stories = models.PositiveIntegerField(default=0)
    counted = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=10, blank=True, help_text="Of a rebuild that has not come to its end.")
    after = models.BigIntegerField(default=0, help_text="The last story that this step has done.")
    refreshed_on = models.DateField(default=date.min)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(pk=THE_LEXICON), name="one_lexicon")]

    def __str__(self) -> str:
        return f"{self.stories} stories"
