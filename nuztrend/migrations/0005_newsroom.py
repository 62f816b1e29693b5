"""The audit log can only grow, and the newsroom has a Chief."""

from importlib import import_module

from django.db import migrations

from nuztrend.database.append_only import append_only

permission = import_module("nuztrend.migrations.0002_newsroom_groups").permission

# Frozen on the day of this migration; nuztrend/newsroom.py holds the table of today.
MORE_FOR_EDITORS = ["articles.arrange_article", "articles.share_article"]
MORE_FOR_CHIEFS = ["articles.overrule_article", "auth.view_user"]


def make_groups(apps, schema_editor):
    """Make the Chief out of what editors have here, and give both what they lack; nothing is taken away."""
    alias = schema_editor.connection.alias
    groups = apps.get_model("auth", "Group").objects.using(alias)
    editor, _ = groups.get_or_create(name="Editor")
    editor.permissions.add(*(permission(apps, alias, path) for path in MORE_FOR_EDITORS))
    chief, _ = groups.get_or_create(name="Chief")
    chief.permissions.add(*editor.permissions.all(), *(permission(apps, alias, path) for path in MORE_FOR_CHIEFS))


class Migration(migrations.Migration):
    dependencies = [("nuztrend", "0004_weather"), ("articles", "0011_newsroom")]

    operations = [
        append_only("nuztrend_auditentry", ["id", "at", "kind", "object_id", "object_name", "verb", "note"]),
        migrations.RunPython(make_groups, migrations.RunPython.noop, elidable=False),
    ]
