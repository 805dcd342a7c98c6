from django.db import migrations


def move(apps, schema_editor):
    """What the other side answered so far becomes a row of its own."""
    dispute = apps.get_model("introductions", "Dispute")
    answer = apps.get_model("introductions", "DisputeAnswer")
    for row in dispute.objects.exclude(responded_at=None):
        side = "connector" if row.opened_by == "rep" else "rep"
        answer.objects.create(dispute=row, side=side, text=row.response, at=row.responded_at)


class Migration(migrations.Migration):

    dependencies = [
        ('introductions', '0007_settling'),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='dispute',
            name='response',
        ),
    ]
