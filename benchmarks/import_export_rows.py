"""The other side of the bench of imports: django-import-export, by `import_export_rows.py URL`.

Reads a LinkedIn export from stdin and answers with the microseconds of CPU that its import took.
"""

import sys
import time
from typing import ClassVar
from urllib.parse import urlsplit

import django
from django.conf import settings

at = urlsplit(sys.argv[1])
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "import_export"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": at.path[1:],
            "USER": at.username,
            "PASSWORD": at.password,
            "HOST": at.hostname,
            "PORT": at.port or "",
        }
    },
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

import tablib  # noqa: E402
from django.db import connection, models  # noqa: E402
from import_export import resources  # noqa: E402


class Contact(models.Model):
    """The fields of a LinkedIn row."""

    first_name = models.TextField()
    last_name = models.TextField()
    url = models.TextField(unique=True)
    email = models.TextField()
    company = models.TextField()
    position = models.TextField()
    connected_on = models.TextField()

    class Meta:
        app_label = "import_export"  # any app that is installed will do

    def __str__(self) -> str:
        return self.url


class Contacts(resources.ModelResource):
    """By profile, in bulk, as the library recommends for large files."""

    class Meta:
        model = Contact
        import_id_fields: ClassVar = ["url"]
        exclude: ClassVar = ["id"]
        use_bulk = True
        batch_size = 500
        skip_unchanged = True


with connection.schema_editor() as editor:
    editor.create_model(Contact)
names = [field.name for field in Contact._meta.fields if field.name != "id"]
started = time.process_time()
table = tablib.Dataset().load(sys.stdin.buffer.read().decode(), format="csv")
table.headers = names
outcome = Contacts().import_data(table, raise_errors=True)
print((time.process_time() - started) * 1e6)
assert Contact.objects.count() == len(table), outcome.totals
with connection.schema_editor() as editor:
    editor.delete_model(Contact)
