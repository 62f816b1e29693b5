"""What the newsroom works with: revisions, pending changes of live stories, and what readers are told of them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from nuztrend.database.append_only import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0010_syndication'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('minor', 'minor: spelling or style, nothing that readers must be told'), ('update', 'update: something new, which a note with its time tells readers'), ('correction', 'correction: something was wrong; the public record of it can never be deleted')], max_length=10)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('text', models.TextField(max_length=1000)),
                ('by', models.CharField(blank=True, help_text="The member's name at that time, not for readers.", max_length=150)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='PendingRevision',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='pending', serialize=False, to='articles.article')),
                ('base', models.JSONField(help_text='What the story said when they were begun.')),
                ('content', models.JSONField()),
                ('version', models.PositiveIntegerField(default=0, help_text='For lost-update protection.')),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('publish_at', models.DateTimeField(db_index=True, help_text='Empty: nobody said when.', null=True)),
                ('kind', models.CharField(blank=True, choices=[('minor', 'minor: spelling or style, nothing that readers must be told'), ('update', 'update: something new, which a note with its time tells readers'), ('correction', 'correction: something was wrong; the public record of it can never be deleted')], max_length=10)),
                ('text', models.TextField(blank=True, help_text='What readers will be told.')),
            ],
            options={
                'verbose_name': 'pending change',
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='Counts the revisions of the story.')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('verb', models.CharField(max_length=40)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('kind', models.CharField(blank=True, choices=[('minor', 'minor: spelling or style, nothing that readers must be told'), ('update', 'update: something new, which a note with its time tells readers'), ('correction', 'correction: something was wrong; the public record of it can never be deleted')], help_text='Of a change to a live story.', max_length=10)),
                ('content', models.JSONField()),
                ('pending', models.BooleanField(default=False, help_text='Saved as a change that readers should not see yet.')),
                ('public_at', models.DateTimeField(help_text='Since when readers saw it; empty: they never did.', null=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.AlterModelOptions(
            name='article',
            options={'ordering': ['-publish_at', '-id'], 'permissions': [('publish_article', 'Can publish stories and change published ones'), ('retract_article', 'Can retract stories'), ('overrule_article', 'Can publish stories against the checklist'), ('arrange_article', 'Can arrange the front page'), ('share_article', 'Can make preview links for outsiders')], 'verbose_name': 'story', 'verbose_name_plural': 'stories'},
        ),
        migrations.AddField(
            model_name='article',
            name='ai_use',
            field=models.CharField(blank=True, choices=[('none', 'no AI was used'), ('assisted', 'AI helped, people wrote and checked it'), ('generated', 'AI wrote it, people checked it')], help_text='Printed under the story.', max_length=12, verbose_name='use of AI'),
        ),
        migrations.AddField(
            model_name='article',
            name='amendments',
            field=models.JSONField(default=list, editable=False, help_text='Copied from Amendment for the page.'),
        ),
        migrations.AddField(
            model_name='article',
            name='due_at',
            field=models.DateTimeField(blank=True, help_text='When it is to be ready.', null=True, verbose_name='due'),
        ),
        migrations.AddField(
            model_name='article',
            name='embargo_until',
            field=models.DateTimeField(blank=True, help_text='It cannot be published for an earlier moment, whoever tries.', null=True),
        ),
        migrations.AddField(
            model_name='article',
            name='lead_until',
            field=models.DateTimeField(blank=True, help_text='Then the place ends, and the story is one by date.', null=True, verbose_name='on the front page until'),
        ),
        migrations.AddField(
            model_name='article',
            name='moved_to',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='articles.article'),
        ),
        migrations.AddField(
            model_name='article',
            name='reviewer',
            field=models.ForeignKey(blank=True, help_text='Who is to look at it before readers do.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='article',
            name='revised_at',
            field=models.DateTimeField(editable=False, help_text='When readers last got other words.', null=True),
        ),
        migrations.AddField(
            model_name='article',
            name='source_type',
            field=models.CharField(blank=True, choices=[('own', 'our own reporting'), ('agency', 'a news agency'), ('release', 'a press release'), ('republished', 'another publisher'), ('opinion', 'opinion')], help_text='Printed under the story.', max_length=12, verbose_name='source'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='article_due'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('embargo_until', None), ('publish_at__gte', models.F('embargo_until')), _connector='OR'), name='article_keeps_embargo', violation_error_message='The story is under embargo then: set its publication after the embargo ends.'),
        ),
        migrations.AddField(
            model_name='amendment',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amended', to='articles.article'),
        ),
        migrations.AddField(
            model_name='amendment',
            name='supersedes',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='articles.amendment'),
        ),
        migrations.AddField(
            model_name='pendingrevision',
            name='agreed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pendingrevision',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='revision',
            name='article',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='articles.article'),
        ),
        migrations.AddField(
            model_name='revision',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='amendment',
            name='after',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.revision'),
        ),
        migrations.AddField(
            model_name='amendment',
            name='before',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.revision'),
        ),
        migrations.AddIndex(
            model_name='revision',
            index=models.Index(condition=models.Q(('public_at', None)), fields=['at'], name='revision_private'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(fields=('article', 'number'), name='revision_number_once'),
        ),
        migrations.AddIndex(
            model_name='amendment',
            index=models.Index(fields=['kind', '-id'], name='amendment_of_kind'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['update', 'correction'])), name='amendment_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='amendment_says_something'),
        ),
        append_only("articles_amendment", ["id", "article_id", "kind", "at", "text", "before_id", "after_id", "supersedes_id", "by"]),
    ]
