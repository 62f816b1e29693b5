"""The tables of comments, of what is decided about them and of how they are judged."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from nuztrend.database.append_only import append_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('articles', '0001_initial'),
        ('captcha', '0002_alter_captchastore_id'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='JudgingClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rules', models.BigIntegerField(default=0)),
                ('lessons', models.BigIntegerField(default=0)),
                ('era', models.BigIntegerField(default=0)),
                ('spam', models.PositiveIntegerField(default=0)),
                ('ham', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='judging_has_one_clock')],
            },
        ),
        migrations.CreateModel(
            name='LearnedFeature',
            fields=[
                ('feature', models.BigIntegerField(primary_key=True, serialize=False)),
                ('spam', models.PositiveIntegerField(default=0)),
                ('ham', models.PositiveIntegerField(default=0)),
                ('changed', models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('key', models.CharField(help_text='Kind, length of the window in seconds, hash.', max_length=80, primary_key=True, serialize=False)),
                ('ends', models.BigIntegerField(help_text='Seconds since 1970; another end is another window.')),
                ('taken', models.PositiveIntegerField()),
                ('most', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='articles.article', verbose_name='story')),
                ('parent', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='comments.comment')),
                ('root', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='thread', to='comments.comment')),
                ('depth', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('listed', models.BooleanField(default=False, editable=False)),
                ('answer_count', models.PositiveIntegerField(default=0, editable=False)),
                ('thread_count', models.PositiveIntegerField(default=0, editable=False)),
                ('votes', models.PositiveIntegerField(default=0, editable=False)),
                ('name', models.CharField(max_length=60)),
                ('text', models.TextField(max_length=5000)),
                ('html', models.TextField(editable=False)),
                ('from_newsroom', models.BooleanField(default=False, editable=False)),
                ('state', models.CharField(choices=[('held', 'waiting for an editor'), ('visible', 'visible'), ('rejected', 'rejected'), ('spam', 'spam'), ('removed', 'removed'), ('withdrawn', 'taken back by its writer')], max_length=10)),
                ('score', models.FloatField(default=0, editable=False)),
                ('reasons', models.JSONField(default=list, editable=False, help_text='What the score is made of: [code, words, weight] each.')),
                ('likeness', models.CharField(editable=False, max_length=16, null=True)),
                ('network', models.CharField(editable=False, max_length=16, null=True)),
                ('receipt_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('edited_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['-pk'],
                'permissions': [('moderate_comment', 'Can decide on comments')],
                'indexes': [models.Index(condition=models.Q(('state', 'visible')), fields=['article', '-id'], name='comment_under_article'), models.Index(condition=models.Q(('listed', True), ('parent', None)), fields=['article', '-id'], name='thread_newest'), models.Index(condition=models.Q(('listed', True), ('parent', None)), fields=['article', '-votes', '-id'], name='thread_best'), models.Index(condition=models.Q(('root__isnull', False)), fields=['root', 'listed', 'id'], name='thread_answers'), models.Index(condition=models.Q(('parent__isnull', False)), fields=['parent', 'id'], name='comment_answers'), models.Index(fields=['state', '-id'], name='comment_by_state'), models.Index(condition=models.Q(('state', 'visible')), fields=['created_at'], name='comment_visible_since'), models.Index(condition=models.Q(('network__isnull', False)), fields=['network', '-id'], name='comment_by_network'), models.Index(condition=models.Q(('likeness__isnull', False)), fields=['likeness', '-id'], name='comment_by_likeness'), models.Index(condition=models.Q(('network__isnull', False)), fields=['created_at'], name='comment_network_age'), models.Index(condition=models.Q(models.Q(('state', 'visible'), ('state', 'held'), _connector='OR', _negated=True), models.Q(('text', ''), _negated=True)), fields=['created_at'], name='comment_words_age'), models.Index(condition=models.Q(('state', 'held')), fields=['state', 'likeness', 'id', 'network', 'score'], name='held_alike'), models.Index(condition=models.Q(('state', 'held')), fields=['state', 'network', 'id', 'likeness', 'score'], name='held_near')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['held', 'visible', 'rejected', 'spam', 'removed', 'withdrawn'])), name='comment_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('depth', 0), ('parent', None), ('root', None)), models.Q(('depth__gt', 0), ('parent__isnull', False), ('root__isnull', False)), _connector='OR'), name='comment_has_its_place')],
            },
        ),
        migrations.CreateModel(
            name='SpamCheck',
            fields=[
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='check_outside', serialize=False, to='comments.comment')),
                ('shows', models.BooleanField(help_text='Whether the comment is shown when the answer is good.')),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [models.Index(fields=['due_at'], name='spamcheck_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('failures__lte', 100)), name='spamcheck_gives_up')],
            },
        ),
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='lesson', serialize=False, to='comments.comment')),
                ('is_spam', models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name='Letterbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='letterbox', to='comments.comment')),
                ('address', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('receipt', models.CharField(help_text='Sealed: without SECRET_KEY it opens nothing.', max_length=32)),
                ('told', models.CharField(help_text='What the writer was told last.', max_length=30)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('confirmed_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name_plural': 'letterboxes',
                'indexes': [models.Index(condition=models.Q(('confirmed_at', None)), fields=['created_at'], name='letterbox_unconfirmed')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letterbox', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='letters', to='comments.letterbox')),
                ('kind', models.CharField(choices=[('question', 'whether letters may come'), ('answer', 'an answer to the comment'), ('decision', 'a decision on the comment')], max_length=10)),
                ('about', models.BigIntegerField(help_text="The answer's number, or that of the entry in the record.")),
                ('addressee', models.CharField(max_length=64, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('sent_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='letter_due'), models.Index(condition=models.Q(('addressee__isnull', False)), fields=['addressee', 'created_at'], name='letter_asked'), models.Index(condition=models.Q(('letterbox', None)), fields=['created_at'], name='letter_orphan')],
                'constraints': [models.UniqueConstraint(fields=('letterbox', 'kind', 'about'), name='letter_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['question', 'answer', 'decision'])), name='letter_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='ModerationEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('comment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='moderations', to='comments.comment')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('verb', models.CharField(max_length=20)),
                ('state_before', models.CharField(blank=True, max_length=10)),
                ('state_after', models.CharField(max_length=10)),
                ('code', models.CharField(blank=True, choices=[('off-topic', 'It is not about the story.'), ('insult', 'It insults somebody.'), ('hate', 'It stirs up hatred against a group of people.'), ('threat', 'It threatens somebody or calls for violence.'), ('privacy', 'It tells something private about somebody.'), ('false', 'It states as a fact what is known to be false, and does harm by it.'), ('illegal', 'It is against the law.'), ('copyright', 'It copies a text that belongs to somebody else.'), ('advertising', 'It is advertising.'), ('repeated', 'The same was posted before.'), ('unreadable', 'It cannot be understood.'), ('other', 'It is against the rules of this page.')], max_length=12)),
                ('reason', models.TextField(blank=True)),
            ],
            options={
                'verbose_name_plural': 'moderation entries',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['at'], name='moderation_at'), models.Index(condition=models.Q(('by__isnull', False)), fields=['-id'], name='moderation_by_people')],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='appeal', to='comments.comment')),
                ('text', models.TextField(max_length=2000)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('decision', models.CharField(choices=[('open', 'waiting'), ('upheld', 'upheld'), ('dismissed', 'dismissed')], default='open', editable=False, max_length=10)),
                ('answer', models.TextField(blank=True, editable=False, max_length=2000)),
                ('decided_at', models.DateTimeField(editable=False, null=True)),
                ('decided_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('decision', 'open')), fields=['id'], name='appeal_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('decision__in', ['open', 'upheld', 'dismissed'])), name='appeal_decision_known')],
            },
        ),
        migrations.CreateModel(
            name='Attack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minute', models.BigIntegerField(default=0, help_text='Minutes since 1970.')),
                ('faults', models.PositiveIntegerField(default=0)),
                ('before', models.PositiveIntegerField(default=0, help_text='Faults of the minute before.')),
                ('is_on', models.BooleanField(default=False)),
                ('until', models.BigIntegerField(default=0, help_text='Seconds since 1970.')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_attack')],
            },
        ),
        migrations.CreateModel(
            name='ModerationMonth',
            fields=[
                ('month', models.DateField(help_text='Its first day.', primary_key=True, serialize=False)),
                ('figures', models.JSONField()),
                ('counted_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='NetworkKey',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='CommentNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('comment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='comments.comment')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('text', models.TextField(max_length=2000)),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['comment', 'id'], name='comment_note_on')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='comment_note_says_something')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='comments.comment')),
                ('code', models.CharField(choices=[('off-topic', 'It is not about the story.'), ('insult', 'It insults somebody.'), ('hate', 'It stirs up hatred against a group of people.'), ('threat', 'It threatens somebody or calls for violence.'), ('privacy', 'It tells something private about somebody.'), ('false', 'It states as a fact what is known to be false, and does harm by it.'), ('illegal', 'It is against the law.'), ('copyright', 'It copies a text that belongs to somebody else.'), ('advertising', 'It is advertising.'), ('repeated', 'The same was posted before.'), ('unreadable', 'It cannot be understood.'), ('other', 'It is against the rules of this page.')], max_length=12, verbose_name='reason')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='explanation')),
                ('name', models.CharField(blank=True, max_length=100)),
                ('address', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('in_good_faith', models.BooleanField(default=False)),
                ('receipt_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('network', models.CharField(editable=False, max_length=16, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('decision', models.CharField(choices=[('open', 'waiting'), ('upheld', 'upheld'), ('dismissed', 'dismissed')], default='open', editable=False, max_length=10)),
                ('answer', models.TextField(blank=True, editable=False, max_length=2000)),
                ('decided_at', models.DateTimeField(editable=False, null=True)),
                ('decided_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contest', models.TextField(blank=True, editable=False, max_length=2000)),
                ('contested_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('decision', 'open')), fields=['id'], name='report_open'), models.Index(condition=models.Q(('decision', 'open')), fields=['comment', 'code', 'id'], name='report_open_on'), models.Index(condition=models.Q(('network__isnull', False)), fields=['created_at'], name='report_network_age'), models.Index(condition=models.Q(('address', ''), ('contest', ''), ('name', ''), ('text', ''), _negated=True), fields=['decided_at'], name='report_words_age')],
                'constraints': [models.CheckConstraint(condition=models.Q(('decision__in', ['open', 'upheld', 'dismissed'])), name='report_decision_known')],
            },
        ),
        migrations.CreateModel(
            name='Sweep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(max_length=16)),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('verb', models.CharField(max_length=20)),
                ('scope', models.CharField(help_text='Such as `alike/…` or `ticked`.', max_length=40)),
                ('entries', models.JSONField(default=list, help_text='[comment, entry of the record] each.')),
                ('count', models.PositiveIntegerField()),
                ('first_entry', models.BigIntegerField()),
                ('last_entry', models.BigIntegerField()),
                ('undone_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('undone_at', None)), fields=['action', '-id'], name='sweep_standing')],
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('comment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='comments.comment')),
                ('voter', models.CharField(max_length=16)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='vote_at')],
                'constraints': [models.UniqueConstraint(fields=('comment', 'voter'), name='one_vote_of_a_reader')],
            },
        ),
        migrations.CreateModel(
            name='Weight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(choices=[('hold', 'from so many points a comment waits for an editor'), ('spam', 'from so many points it is put aside as spam'), ('links', 'each link to elsewhere, six at most'), ('shortener', 'a link that hides where it leads'), ('markup', 'code of links, such as [url=…]'), ('contact', 'a telephone number, mail address or messenger'), ('name', 'an address in the name'), ('capitals', 'mostly capital letters'), ('repeated', 'a letter or word repeated again and again'), ('disguise', 'disguised letters inside words'), ('likeness', 'each other network that posted nearly the same, three at most'), ('known spam', 'nearly the same as what is marked as spam'), ('first', 'the first comment of the day from its network'), ('learned', 'what was learned from decisions, at most')], max_length=12, unique=True)),
                ('points', models.FloatField(validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)])),
            ],
            options={
                'verbose_name': 'weight of comments',
                'verbose_name_plural': 'weights of comments',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('code__in', ['hold', 'spam', 'links', 'shortener', 'markup', 'contact', 'name', 'capitals', 'repeated', 'disguise', 'likeness', 'known spam', 'first', 'learned'])), name='weight_code_known'), models.CheckConstraint(condition=models.Q(('points__gte', 0), ('points__lte', 100)), name='weight_in_bounds')],
            },
        ),
        migrations.CreateModel(
            name='WordList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Stands in the reasons that the newsroom reads.', max_length=40, unique=True)),
                ('weight', models.FloatField(default=5, help_text='Points, once for a comment, however many entries stand in it.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)])),
                ('entries', models.TextField(help_text='Words and phrases of up to eight words, one a line; a line that begins with # is a remark. Paste as many as you like: what stands there twice is kept once.', max_length=2000000)),
                ('active', models.BooleanField(default=True)),
                ('entry_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='entries in all')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('weight__gte', 0), ('weight__lte', 100)), name='wordlist_weight_in_bounds')],
            },
        ),
        append_only(
            "comments_moderationentry",
            ["id", "at", "comment_id", "verb", "state_before", "state_after", "code", "reason"],
        ),
        # django-simple-captcha has none: without it, pruning reads the whole table each time
        migrations.RunSQL(
            "CREATE INDEX comments_captcha_expiration ON captcha_captchastore (expiration)",
            "DROP INDEX comments_captcha_expiration",
        ),
    ]
