
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('connectors', '0020_listings_to_confirm'),
    ]

    operations = [
        migrations.AlterField(
            model_name='searchentry',
            name='answers',
            field=models.CharField(choices=[('new', 'new'), ('some', 'some'), ('most', 'most'), ('nearly_all', 'nearly all')], help_text="band of its connector's record", max_length=12),
        ),
        migrations.AlterField(
            model_name='searchentry',
            name='department',
            field=models.CharField(choices=[('executive', 'General management'), ('sales', 'Sales'), ('marketing', 'Marketing'), ('customer_success', 'Customer success'), ('product', 'Product'), ('engineering', 'Engineering'), ('data', 'Data'), ('design', 'Design'), ('it', 'IT'), ('security', 'Security'), ('operations', 'Operations'), ('procurement', 'Procurement'), ('finance', 'Finance'), ('legal', 'Legal and compliance'), ('people', 'People'), ('strategy', 'Strategy'), ('research', 'Research'), ('consulting', 'Consulting'), ('education', 'Education'), ('healthcare', 'Health care'), ('other', 'Other')], max_length=20),
        ),
        migrations.AlterField(
            model_name='searchentry',
            name='seniority',
            field=models.CharField(choices=[('founder', 'Founder or owner'), ('c_level', 'C level'), ('board', 'Board member'), ('partner', 'Partner'), ('vp', 'VP'), ('head', 'Head'), ('director', 'Director'), ('manager', 'Manager'), ('senior', 'Senior specialist'), ('individual', 'Specialist'), ('entry', 'Entry level'), ('advisor', 'Advisor'), ('other', 'Other')], max_length=12),
        ),
        migrations.AlterField(
            model_name='searchentry',
            name='size_band',
            field=models.CharField(choices=[('small', 'Small (under 50 people)'), ('medium', 'Medium (50 to 999 people)'), ('large', 'Large (1,000 people or more, or listed)')], max_length=10),
        ),
    ]
