
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('nuztrend', '0003_page_tags'),
    ]

    operations = [
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
            name='CityTable',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name='WeatherPause',
            fields=[
                ('provider', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('until', models.DateTimeField()),
                ('failures', models.IntegerField(default=0)),
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
            name='CityName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('start', models.CharField(db_index=True, max_length=2)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='nuztrend.city')),
            ],
        ),
    ]
