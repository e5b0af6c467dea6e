"""Staff addresses of the team."""

from __future__ import annotations

from django.urls import path

from suppilo.team import views

urlpatterns = [path("studio/language/", views.language, name="team_language")]
