"""The tables of the site, the clock of its pages, and the groups that a new portal has."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from nuztrend.database.append_only import append_only

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
    "articles.arrange_article",
    "articles.share_article",
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
CHIEF = [
    *EDITOR,
    "articles.overrule_article",
    "comments.view_weight",
    "comments.change_weight",
    "comments.view_wordlist",
    "comments.add_wordlist",
    "comments.change_wordlist",
    "comments.delete_wordlist",
    "auth.view_user",
]
GROUPS = {"Reporter": REPORTER, "Editor": EDITOR, "Chief": CHIEF, "Moderator": MODERATOR}


def start_clock(apps, schema_editor):
    """The clock is there from the beginning: whoever publishes a page as a file holds its row."""
    tags = apps.get_model("nuztrend", "PageTag").objects.using(schema_editor.connection.alias)
    tags.get_or_create(name="clock", defaults={"version": 0})


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

    initial = True

    dependencies = [
        ('articles', '0001_initial'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('comments', '0001_initial'),
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(max_length=100)),
                ('object_id', models.BigIntegerField()),
                ('object_name', models.CharField(max_length=200)),
                ('verb', models.CharField(max_length=40)),
                ('note', models.TextField(blank=True)),
            ],
            options={
                'verbose_name_plural': 'audit log',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['kind', 'object_id', '-id'], name='audit_of_row'), models.Index(fields=['kind', '-id'], name='audit_of_kind'), models.Index(fields=['verb', '-id'], name='audit_of_verb'), models.Index(fields=['at'], name='audit_at')],
            },
        ),
        migrations.CreateModel(
            name='PageTag',
            fields=[
                ('name', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('version', models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='PageFolder',
            fields=[
                ('path', models.CharField(max_length=500, primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name='SignInDelay',
            fields=[
                ('key', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('until', models.DateTimeField()),
                ('at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='City',
            fields=[
                ('id', models.IntegerField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('region', models.CharField(blank=True, max_length=100)),
                ('abbreviation', models.CharField(blank=True, max_length=3)),
                ('country', models.CharField(max_length=80)),
                ('code', models.CharField(max_length=2)),
                ('latitude', models.FloatField(db_index=True)),
                ('longitude', models.FloatField()),
                ('population', models.IntegerField()),
                ('zone', models.CharField(max_length=40)),
            ],
            options={
                'verbose_name_plural': 'cities',
            },
        ),
        migrations.CreateModel(
            name='CityName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='nuztrend.city')),
                ('name', models.CharField(max_length=100)),
                ('start', models.CharField(db_index=True, max_length=2)),
            ],
        ),
        migrations.CreateModel(
            name='CityTable',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name='CityWeather',
            fields=[
                ('city', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='weather', serialize=False, to='nuztrend.city')),
                ('asked_at', models.DateTimeField(db_index=True)),
                ('ask_at', models.DateTimeField()),
                ('provider', models.CharField(blank=True, max_length=20)),
                ('told_at', models.DateTimeField(null=True)),
                ('celsius', models.FloatField(default=0)),
                ('emoji', models.CharField(blank=True, max_length=8)),
                ('words', models.CharField(blank=True, max_length=60)),
                ('hours', models.JSONField(default=list)),
                ('last_modified', models.CharField(blank=True, max_length=60)),
            ],
            options={
                'verbose_name_plural': 'weather of cities',
            },
        ),
        migrations.CreateModel(
            name='WeatherPause',
            fields=[
                ('provider', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('until', models.DateTimeField()),
                ('failures', models.IntegerField(default=0)),
            ],
        ),
        append_only("nuztrend_auditentry", ["id", "at", "kind", "object_id", "object_name", "verb", "note"]),
        migrations.RunPython(start_clock, migrations.RunPython.noop),
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ]
