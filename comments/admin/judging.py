"""How comments are judged: what each thing weighs, the word lists, and a dry run of both."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from articles.admin.audited import AuditedAdmin
from comments.judging.known import Rules, read_lists
from comments.judging.trial import try_out
from comments.judging.wordlists import Listed, WordLists, never_found
from comments.models import Weight, WordList
from comments.models.weight import MOST_POINTS, Code
from comments.models.wordlist import LONGEST_LIST


class WeightsForm(forms.Form):
    """A field for each weight and threshold, and a word list that a dry run takes besides."""

    def __init__(self, data: Any = None):
        super().__init__(data)
        self.in_force = Weight.objects.in_force()
        for code in Code:
            self.fields[field_of(code)] = forms.FloatField(
                label=code.label.capitalize(), initial=self.in_force[code.value], min_value=0, max_value=MOST_POINTS
            )
        lists = WordList.objects.order_by("name").values_list("pk", "name")
        self.fields["list"] = forms.ChoiceField(
            label="Try with",
            required=False,
            choices=[("", "the lists as they are"), ("new", "another list besides"), *lists],
            help_text="A list that you choose here is tried with the entries below in place of its own.",
        )
        self.fields["list_weight"] = forms.FloatField(
            label="Its points", required=False, initial=5, min_value=0, max_value=MOST_POINTS
        )
        self.fields["list_entries"] = forms.CharField(
            label="Its entries", required=False, max_length=LONGEST_LIST, widget=forms.Textarea(attrs={"rows": 5})
        )

    @property
    def weights(self) -> list[forms.BoundField]:
        """The fields of the weights."""
        return [self[field_of(code)] for code in Code]

    @property
    def attempt(self) -> list[forms.BoundField]:
        """The fields of the list that is tried."""
        return [self["list"], self["list_weight"], self["list_entries"]]

    @property
    def points(self) -> dict[str, float]:
        """The points by code, as they were sent."""
        return {code.value: self.cleaned_data[field_of(code)] for code in Code}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        hold, spam = cleaned.get(field_of(Code.HOLD)), cleaned.get(field_of(Code.SPAM))
        if hold is not None and spam is not None and hold > spam:
            self.add_error(field_of(Code.SPAM), "This must not be less than what a comment is held from.")
        return cleaned

    def tried(self) -> Rules:
        """Give the rules that are tried."""
        chosen = self.cleaned_data["list"]
        if not chosen:
            return Rules(self.points, read_lists())
        others = WordList.objects.filter(active=True).order_by("pk")
        others = others if chosen == "new" else others.exclude(pk=chosen)
        listed = [Listed(*row) for row in others.values_list("name", "weight", "entries")]
        points = self.cleaned_data["list_weight"]
        name = dict(self.fields["list"].choices)[chosen if chosen == "new" else int(chosen)]  # type: ignore[attr-defined]
        tried = Listed(name, 5.0 if points is None else points, self.cleaned_data["list_entries"])
        return Rules(self.points, WordLists([*listed, tried]))


def field_of(code: Code) -> str:
    """Give the name of the field of a weight."""
    return code.value.replace(" ", "_")


@admin.register(Weight)
class WeightAdmin(admin.ModelAdmin):
    """One page for all weights: they mean something together."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the page of all weights."""
        return HttpResponseRedirect("../../")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the weights; try others, or save them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if (sent := request.method == "POST") and not self.has_change_permission(request):
            raise PermissionDenied
        form, outcome = WeightsForm(request.POST if sent else None), None
        if sent and form.is_valid():
            if "_save" in request.POST:
                return self.save(request, form)
            outcome = try_out(Rules(form.in_force, read_lists()), form.tried())
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "How comments are judged",
            "form": form,
            "outcome": outcome,
            "may_change": self.has_change_permission(request),
        }
        return TemplateResponse(request, "admin/comments/judging.html", context)

    def save(self, request: HttpRequest, form: WeightsForm) -> HttpResponse:
        """Put the weights in force and say what changed."""
        try:
            changes = Weight.objects.change(form.points, request.user)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        else:
            self.message_user(request, f"In force: {', '.join(changes)}." if changes else "Nothing was changed.")
        return HttpResponseRedirect(request.path)


@admin.register(WordList)
class WordListAdmin(AuditedAdmin):
    """Word lists. Every process reads a changed one anew with the next comment."""

    list_display = ["name", "weight", "entry_count", "active"]
    fields = ["name", "weight", "active", "entries", "entry_count"]
    readonly_fields = ["entry_count"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[WordList]:
        rows = super().get_queryset(request)
        return (
            rows if request.resolver_match and "object_id" in request.resolver_match.kwargs else rows.defer("entries")
        )

    def save_model(self, request: HttpRequest, obj: WordList, form: Any, change: bool) -> None:
        note = obj.keep(request.user)
        self.message_user(request, f"“{obj}” has {obj.entry_count:,} entries: {note}.")
        if dead := never_found(obj.entries):
            said = f"{len(dead):,} of them, as “{dead[0][:60]}”, will never be found: an entry has one to eight words"
            said += ", and where words are written without blanks, letters."
            self.message_user(request, said, messages.WARNING)

    def delete_model(self, request: HttpRequest, obj: WordList) -> None:
        obj.drop(request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[WordList]) -> None:
        for each in queryset:
            each.drop(request.user)
