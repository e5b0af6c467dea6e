"""Addresses for a business's own servers."""

from django.urls import path

from suppilo.journeys import api

_PLACE = "api/<slug:workspace>/journeys/<slug:journey>/enrolments"
urlpatterns = [
    path(_PLACE, api.enrolments, name="journeys_enrolments"),
    path(f"{_PLACE}/<str:key>", api.enrolment, name="journeys_enrolments_one"),
]
