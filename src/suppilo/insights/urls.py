"""Staff addresses of the explorer."""

from __future__ import annotations

from django.urls import path

from suppilo.insights import views

_EXPLORE = "studio/<slug:workspace>/explore/"

urlpatterns = [
    path(_EXPLORE, views.explore, name="insights_explore"),
    path(f"{_EXPLORE}answer/", views.answer, name="insights_explore_answer"),
    path(f"{_EXPLORE}people/", views.people, name="insights_explore_people"),
    path(f"{_EXPLORE}answer.csv", views.csv, name="insights_explore_csv"),
    path(f"{_EXPLORE}answer.svg", views.svg, name="insights_explore_svg"),
    path(f"{_EXPLORE}save/", views.save, name="insights_explore_save"),
    path(f"{_EXPLORE}saved/<int:question>/delete/", views.delete, name="insights_explore_delete"),
]
