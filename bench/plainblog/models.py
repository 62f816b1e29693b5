"""Articles, authors, tags and comments, as a blog tutorial models them, with the indexes that good ones add."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone


class Tag(models.Model):
    """A subject that articles carry."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.slug])


class Author(models.Model):
    """Who wrote an article."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("author", args=[self.slug])


class PublishedManager(models.Manager["Article"]):
    """The articles that readers may see."""

    def get_queryset(self) -> models.QuerySet["Article"]:
        return super().get_queryset().filter(status="published", published_at__lte=timezone.now())


class Article(models.Model):
    """An article. Its body is stored as HTML, so that no page pays for Markdown."""

    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=120, unique=True)
    dek = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    photo = models.ImageField(upload_to="photos", max_length=200, blank=True)
    photo_alt = models.CharField(max_length=300, blank=True)
    photo_caption = models.CharField(max_length=500, blank=True)
    keywords = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=10, choices=[("draft", "Draft"), ("published", "Published")], default="draft")
    published_at = models.DateTimeField(default=timezone.now)
    authors = models.ManyToManyField(Author, related_name="articles")
    tags = models.ManyToManyField(Tag, related_name="articles")

    objects = models.Manager()
    published = PublishedManager()

    class Meta:
        ordering: ClassVar = ["-published_at"]
        indexes: ClassVar = [models.Index(fields=["-published_at"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article_detail", args=[self.slug])


class Comment(models.Model):
    """One reader's words under an article."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="comments")
    name = models.CharField(max_length=60)
    text = models.TextField(max_length=5_000)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    active = models.BooleanField(default=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [models.Index(fields=["-created_at"])]

    def __str__(self) -> str:
        return f"{self.name} on {self.article_id}"
