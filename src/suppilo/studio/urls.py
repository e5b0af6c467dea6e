"""Staff addresses of the studio."""

from __future__ import annotations

from django.urls import path

from suppilo.studio.views import definition, home, people, start

urlpatterns = [
    path("studio/", start.start, name="studio_start"),
    path("studio/<slug:workspace>/", home.home, name="studio_home"),
    path("studio/<slug:workspace>/people/", people.people_list, name="studio_people"),
    path("studio/<slug:workspace>/people/<int:person>/", people.person, name="studio_person"),
    path("studio/<slug:workspace>/definition/", definition.overview, name="studio_definition"),
    path("studio/<slug:workspace>/definition/edit/", definition.edit, name="studio_definition_edit"),
    path("studio/<slug:workspace>/definition/apply/", definition.apply, name="studio_definition_apply"),
    path(
        "studio/<slug:workspace>/definition/rollback/<int:number>/",
        definition.rollback,
        name="studio_definition_rollback",
    ),
]
