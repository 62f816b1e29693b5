"""What stories stand under: tags and bylines, each with a page of its own."""

from typing import Any, ClassVar

from django.db import models, transaction

from articles.models.oldpath import OldPath
from nuztrend.lib.addresses import address
from nuztrend.pagecache import touch


class Heading(models.Model):
    """A name under which stories stand, with an address that leads on when it changes."""

    page_tag: ClassVar[str]
    """What pages depend on that print any heading of this kind."""
    slug: "models.SlugField[str, str]"

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        touch(self.page_tag)
        before = type(self)._default_manager.filter(pk=self.pk).first() if self.pk else None
        super().save(*args, **kwargs)
        OldPath.objects.follow(self, before)

    def get_absolute_url(self) -> str:
        return address(str(self._meta.model_name), self.slug)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        touch(self.page_tag)
        return super().delete(*args, **kwargs)
