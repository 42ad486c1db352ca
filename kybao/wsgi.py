"""The WSGI application that `kybao serve` runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kybao.settings")
application = get_wsgi_application()
