"""Mergers of tags are remembered, so that they can be undone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0014_desk'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TagMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('name', models.CharField(max_length=60)),
                ('slug', models.SlugField(db_index=False, max_length=80)),
                ('description', models.CharField(blank=True, max_length=300)),
                ('menu', models.PositiveSmallIntegerField(null=True)),
                ('stories', models.JSONField(help_text='[story, position, position of the tag that stayed or null]')),
                ('paths', models.JSONField(help_text='Addresses that led to the tag that was merged.')),
                ('before', models.JSONField(help_text='Of the tag that stayed: what it may have taken over.')),
                ('undone_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('into', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mergers', to='articles.tag')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
    ]
