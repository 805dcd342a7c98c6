"""What reps looked at and searched for, counted by the month."""


import connectors.models.interest
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('connectors', '0004_network_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='InterestMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='its first day', unique=True)),
                ('secret', models.CharField(default=connectors.models.interest._new_secret, max_length=43)),
            ],
        ),
        migrations.CreateModel(
            name='InterestCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('topic', models.CharField(max_length=80)),
                ('at_least', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('month', 'topic'), name='one_count_for_each_month'), models.CheckConstraint(condition=models.Q(('at_least__gte', 10)), name='no_small_count_of_interest')],
            },
        ),
        migrations.CreateModel(
            name='InterestMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(help_text='a listing, or a segment of the market', max_length=80)),
                ('digest', models.CharField(max_length=64)),
                ('month', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='connectors.interestmonth')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('month', 'topic', 'digest'), name='one_mark_for_each_organisation')],
            },
        ),
    ]
