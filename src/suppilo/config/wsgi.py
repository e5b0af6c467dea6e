"""Django as WSGI; the front passes it everything that it does not answer itself."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suppilo.config.settings")
application = get_wsgi_application()
