"""The form under an article."""

from django import forms

from bench.plainblog.models import Comment


class CommentForm(forms.ModelForm):
    """Name and text. A captcha field would write a row for each page view; the yardstick is spared that."""

    class Meta:
        model = Comment
        fields = ("name", "text")
