"""Every address. Staff under /studio/ and /accounts/; all else is for visitors."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

#: Staff addresses of a room are in `<room>/urls.py`, under /studio/<workspace>/; visitors' in `<room>/public_urls.py`.
urlpatterns: list[URLPattern | URLResolver] = [path("accounts/", include("allauth.urls"))]
_apps = [name for name in settings.INSTALLED_APPS if name.startswith("suppilo.")]
for _name in _apps:
    if find_spec(f"{_name}.urls"):
        urlpatterns += import_module(f"{_name}.urls").urlpatterns
for _name in _apps:
    if find_spec(f"{_name}.public_urls"):
        urlpatterns += import_module(f"{_name}.public_urls").urlpatterns
