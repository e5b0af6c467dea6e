"""Staff addresses of the studio."""

from __future__ import annotations

from django.urls import path

from suppilo.studio.views import home, start

urlpatterns = [
    path("studio/", start.start, name="studio_start"),
    path("studio/<slug:workspace>/", home.home, name="studio_home"),
]
