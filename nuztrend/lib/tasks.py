"""The Tasks API of Django 6, from its backport while we run on Django 5.2; an upgrade changes this one line."""

from django_tasks import task

__all__ = ["task"]
