"""The pages of the plain blog, as tutorials write them."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from bench.plainblog.forms import CommentForm
from bench.plainblog.models import Article


def article_list(request: HttpRequest, tag: str = "", author: str = "") -> HttpResponse:
    """Articles, newest first, all of them or those of a tag or an author."""
    articles = Article.published.prefetch_related("authors", "tags")
    if tag:
        articles = articles.filter(tags__slug=tag)
    if author:
        articles = articles.filter(authors__slug=author)
    page = Paginator(articles, 20).get_page(request.GET.get("page"))
    return render(request, "plainblog/article_list.html", {"page": page})


def article_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One article with its comments, the form, and the lists beside it."""
    article = get_object_or_404(Article.published.prefetch_related("authors", "tags"), slug=slug)
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        comment = form.save(commit=False)
        comment.article = article
        comment.save()
        return redirect(article)

    others = Article.published.exclude(pk=article.pk)
    a_week_ago = timezone.now() - timedelta(days=7)
    context = {
        "article": article,
        "form": form,
        "comments": article.comments.filter(active=True)[:50],
        "related": others.filter(tags__in=article.tags.all())
        .annotate(shared_tags=Count("tags"))
        .order_by("-shared_tags", "-published_at")[:4],
        # only articles with a comment of the week are counted: annotating all of them would cost several times as much
        "trending": others.filter(comments__active=True, comments__created_at__gte=a_week_ago)
        .annotate(comment_count=Count("comments"))
        .order_by("-comment_count", "-published_at")[:8],
        "latest": Article.published.all()[:10],
    }
    return render(request, "plainblog/article_detail.html", context)
