"""The web process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brokerage.settings")

django_application = get_wsgi_application()

from brokerage.kit.web.readable import known_letters  # noqa: E402  (the apps must be loaded first)
from brokerage.production import refuse_unsafe_settings  # noqa: E402

refuse_unsafe_settings()
application = known_letters(django_application)
