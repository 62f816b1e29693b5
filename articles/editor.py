"""The field in which the words of a story are written: a plain field of lines, to which scripts add the rest."""

from typing import Any

from django import forms
from django.forms.widgets import Script
from django.urls import reverse

SCRIPTS = [
    *("text", "toolbar", "dialogs", "finding", "pictures", "paste", "preview", "count", "screen"),
    *("local", "keeping", "presence"),
]
"""Each one behaviour; `text`, `dialogs` and `local` hold what others use. Without any of them the field works."""

BUTTONS = [
    [("bold", "B", "Bold", "B"), ("italic", "I", "Italics", "I")],
    [
        ("heading", "H2", "Heading H2", "Shift+H"),
        ("subheading", "H3", "Smaller heading H3", "Shift+J"),
        ("quote", "❝", "Quote", "Shift+9"),
        ("bullets", "•", "List", "Shift+8"),
        ("numbers", "1.", "Numbered list 1.", "Shift+7"),
    ],
    [
        ("link", "Link", "Link, or search a story", "K"),
        ("footnote", "Footnote", "Footnote", "Shift+F"),
        ("picture", "Picture", "Picture", "Shift+U"),
        ("embed", "Player", "Player of another site", "Shift+E"),
    ],
    [
        ("preview", "Preview", "Preview beside the text", "Shift+P"),
        ("screen", "Full screen", "Full screen", "Shift+Enter"),
        ("help", "?", "Help", "/"),
    ],
]
"""In groups: what a button does, what stands on it, its name, and its key together with Ctrl or ⌘.

The name holds the words that stand on the button: who speaks to a computer says what is seen.
"""


class MarkdownEditor(forms.Textarea):
    """A field of lines with a toolbar, preview, pictures and a count of words."""

    template_name = "admin/widgets/markdown_editor.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        doors = {
            "preview": "writing_preview-text",
            "pasted": "writing_pasted",
            "stories": "writing_find-stories",
            "photos": "writing_find-photos",
            "embed": "writing_embed",
        }
        context = super().get_context(name, value, {"spellcheck": "true", "data-editor-text": "", **(attrs or {})})
        context["doors"] = {door: reverse(f"admin:articles_article_{page}") for door, page in doors.items()}
        context["doors"]["upload"] = reverse("admin:articles_photo_upload")
        context["groups"] = BUTTONS
        return context

    @property
    def media(self) -> forms.Media:
        return forms.Media(
            css={"all": ["admin-nuztrend/editor/editor.css"]},
            js=[Script(f"admin-nuztrend/editor/{name}.js", defer=True) for name in SCRIPTS],  # type: ignore[misc]
        )
