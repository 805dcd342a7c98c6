"""What a listing shows is stored. Until the clock has decided about them, old listings show nothing."""

from typing import Any

from django.conf import settings
from django.db import migrations, models

from connectors.companies import public_headcount


def show_nothing_yet(apps: Any, schema_editor: Any) -> None:
    """The clock decides within ten minutes what each listing shows; before it did, no company's name."""
    rows = apps.get_model("connectors", "Relationship").objects
    rows.update(company_shown=False, search_text="")


def count_people(apps: Any, schema_editor: Any) -> None:
    """Where a large company is known to have few people, its number is kept."""
    for company in apps.get_model("connectors", "Company").objects.exclude(sub_industry=""):
        company.headcount = public_headcount(company.sub_industry)
        company.save(update_fields=["headcount"])



class Migration(migrations.Migration):

    dependencies = [
        ('connectors', '0012_cells_that_say_one_thing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='relationship',
            name='listing_role',
        ),
        migrations.RemoveIndex(
            model_name='relationship',
            name='listing_strength',
        ),
        migrations.RemoveField(
            model_name='importrun',
            name='suppressed',
        ),
        migrations.AddField(
            model_name='company',
            name='headcount',
            field=models.PositiveIntegerField(blank=True, help_text='people who work there, where that is public', null=True),
        ),
        migrations.AddField(
            model_name='relationship',
            name='rests_until',
            field=models.DateTimeField(blank=True, help_text='after a no of whatever kind it is not listed before this', null=True),
        ),
        migrations.AddField(
            model_name='relationship',
            name='shown_country',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=2),
        ),
        migrations.AddField(
            model_name='relationship',
            name='shown_department',
            field=models.CharField(choices=[('executive', 'General management'), ('sales', 'Sales'), ('marketing', 'Marketing'), ('customer_success', 'Customer success'), ('product', 'Product'), ('engineering', 'Engineering'), ('data', 'Data'), ('design', 'Design'), ('it', 'IT'), ('security', 'Security'), ('operations', 'Operations'), ('procurement', 'Procurement'), ('finance', 'Finance'), ('legal', 'Legal and compliance'), ('people', 'People'), ('strategy', 'Strategy'), ('research', 'Research'), ('consulting', 'Consulting'), ('education', 'Education'), ('healthcare', 'Health care'), ('other', 'Other')], db_default='other', default='other', editable=False, max_length=20),
        ),
        migrations.AddField(
            model_name='relationship',
            name='shown_industry',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=80),
        ),
        migrations.AddField(
            model_name='relationship',
            name='shown_seniority',
            field=models.CharField(choices=[('founder', 'Founder or owner'), ('c_level', 'C level'), ('board', 'Board member'), ('partner', 'Partner'), ('vp', 'VP'), ('head', 'Head'), ('director', 'Director'), ('manager', 'Manager'), ('senior', 'Senior specialist'), ('individual', 'Specialist'), ('entry', 'Entry level'), ('advisor', 'Advisor'), ('other', 'Other')], db_default='other', default='other', editable=False, max_length=12),
        ),
        migrations.AddField(
            model_name='relationship',
            name='shown_size',
            field=models.CharField(blank=True, choices=[('small', 'Small (under 50 people)'), ('medium', 'Medium (50 to 999 people)'), ('large', 'Large (1,000 people or more, or listed)')], db_default='', default='', editable=False, max_length=10),
        ),
        migrations.AddIndex(
            model_name='relationship',
            index=models.Index(condition=models.Q(('listed_at__isnull', False)), fields=['shown_seniority', 'shown_department'], name='listing_role'),
        ),
        migrations.AddIndex(
            model_name='relationship',
            index=models.Index(condition=models.Q(('listed_at__isnull', False)), fields=['-strength', 'public_id'], name='listing_strength'),
        ),
        migrations.RunPython(show_nothing_yet, migrations.RunPython.noop),
        migrations.RunPython(count_people, migrations.RunPython.noop),
    ]
