"""The Chief decides how comments are judged."""

from importlib import import_module

from django.db import migrations

permission = import_module("nuztrend.migrations.0002_newsroom_groups").permission

# Frozen on the day of this migration; nuztrend/newsroom.py holds the table of today.
MORE_FOR_CHIEFS = ["comments.view_weight", "comments.change_weight", "comments.view_wordlist", "comments.add_wordlist"]
MORE_FOR_CHIEFS += ["comments.change_wordlist", "comments.delete_wordlist"]


def give_permissions(apps, schema_editor):
    """Give the Chief what is new; nothing is taken away, and a group that an operator deleted stays so."""
    alias = schema_editor.connection.alias
    for chief in apps.get_model("auth", "Group").objects.using(alias).filter(name="Chief"):
        chief.permissions.add(*(permission(apps, alias, path) for path in MORE_FOR_CHIEFS))


class Migration(migrations.Migration):
    dependencies = [("nuztrend", "0007_audit_filters"), ("comments", "0009_judging")]

    operations = [migrations.RunPython(give_permissions, migrations.RunPython.noop, elidable=False)]
