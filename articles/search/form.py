"""What the page of search asks for: words, and what narrows the stories down."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from articles.models import Byline, Tag
from articles.models.workflow import SourceType
from articles.search.asking import LONGEST, TYPE, Question, read
from nuztrend.lib.dates import FIRST_YEAR, LAST_YEAR


class NamedField(forms.CharField):
    """A row that the public may know of, by its name or the slug of its address; empty is none."""

    def __init__(self, model: type[Model], what: str):
        super().__init__(required=False, max_length=100)
        self.model, self.what = model, what

    def clean(self, value: Any) -> Model | None:
        name = super().clean(value)
        if not name:
            return None
        rows: QuerySet[Any] = self.model._default_manager.public()  # type: ignore[attr-defined]
        named: Model | None = rows.filter(Q(slug=name) | Q(name__iexact=name)).order_by("pk").first()
        if named is None:
            raise ValidationError(f"There is no {self.what} “{name}”.")
        return named


class DayField(forms.DateField):
    """A day that a story can have."""

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day and not FIRST_YEAR <= day.year < LAST_YEAR:
            raise ValidationError("No story is of that year.")
        return day


class TypeField(forms.ChoiceField):
    """Where what a story says comes from: our own reporting, an agency, …; empty is anywhere."""

    default_error_messages = {"invalid_choice": "There is no type “%(value)s”."}

    def __init__(self) -> None:
        super().__init__(required=False, choices=[("", "Any"), *SourceType.choices])


class SearchForm(forms.Form):
    """The question of a reader, as the address carries it."""

    q = forms.CharField(required=False, max_length=10_000)
    tag = NamedField(Tag, "tag")
    byline = NamedField(Byline, "name")
    type = TypeField()
    since = DayField(required=False)
    until = DayField(required=False)

    def __init__(self, data: Any):
        typed = {name: data.get(name, "").replace("\0", " ").strip() for name in self.base_fields}
        super().__init__(typed)
        self.given = {name: value for name, value in typed.items() if value}
        self.asked = typed["q"]

    @property
    def address(self) -> str:
        """What is asked, as the query of an address."""
        return urlencode(self.given)

    def clean(self) -> dict[str, Any]:
        if len(self.asked) > LONGEST:
            self.add_error("q", f"That is too long to look for. Please use at most {LONGEST} characters.")
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", "The last day lies before the first.")
        return self.cleaned_data

    @property
    def narrows(self) -> bool:
        """Whether anything but words is given."""
        return bool(self.given.keys() - {"q"})

    @property
    def problems(self) -> list[str]:
        """What is wrong, in words for the reader."""
        said = {"since": "The first day: ", "until": "The last day: "}
        return [f"{said.get(name, '')}{text}" for name, texts in self.errors.items() for text in texts]

    def question(self) -> Question:
        """Give what is asked; the form must be valid."""
        asked, found = read(self.asked), self.cleaned_data
        marks = [f"{kind}{found[name].pk}" for name, kind in (("tag", "t"), ("byline", "b")) if found[name]]
        marks += [f"{TYPE}{found['type']}"] if found["type"] else []
        return Question(asked.parts, asked.without, tuple(marks), found["since"], found["until"], asked.is_open)
