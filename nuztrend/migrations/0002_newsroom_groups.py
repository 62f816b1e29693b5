"""The groups Reporter, Editor and Moderator, with the permissions that they begin with."""

from django.db import migrations

# Frozen on the day of this migration; nuztrend/newsroom.py holds the table of today.
REPORTER = [
    "articles.view_article",
    "articles.add_article",
    "articles.change_article",
    "articles.view_photo",
    "articles.add_photo",
    "articles.change_photo",
    "articles.view_tag",
    "articles.view_byline",
]
MODERATOR = ["articles.view_article", "comments.view_comment", "comments.moderate_comment"]
EDITOR = [
    *REPORTER,
    "articles.publish_article",
    "articles.retract_article",
    "articles.delete_photo",
    "articles.add_tag",
    "articles.change_tag",
    "articles.delete_tag",
    "articles.add_byline",
    "articles.change_byline",
    "articles.delete_byline",
    "comments.view_comment",
    "comments.moderate_comment",
    "nuztrend.view_auditentry",
]
GROUPS = {"Reporter": REPORTER, "Editor": EDITOR, "Moderator": MODERATOR}


def make_groups(apps, schema_editor):
    """Make the groups that are missing and add what they lack; nothing that an operator added is taken away."""
    alias = schema_editor.connection.alias
    for name, permissions in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.using(alias).get_or_create(name=name)
        group.permissions.add(*(permission(apps, alias, path) for path in permissions))


def permission(apps, alias, path):
    """Give a permission's row; on a fresh database post_migrate, which makes such rows, comes later and keeps ours."""
    label, codename = path.split(".")
    _, model_name = codename.split("_")
    options = apps.get_model(label, model_name)._meta
    names = dict(options.permissions) | {
        f"{action}_{model_name}": f"Can {action} {options.verbose_name_raw}" for action in options.default_permissions
    }
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    content_type, _ = content_types.get_or_create(app_label=label, model=model_name)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    row, _ = permissions.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": names[codename]}
    )
    return row


class Migration(migrations.Migration):
    dependencies = [
        ("nuztrend", "0001_initial"),
        ("articles", "0001_initial"),
        ("comments", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop, elidable=False)]
