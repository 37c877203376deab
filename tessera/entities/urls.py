"""Doors of the entities app."""

from django.urls import path

from tessera.entities import marker_views, views

app_name = "entities"
urlpatterns = [
    path("entities/<uuid:pk>/", views.entity, name="entity"),
    path("entities/<uuid:pk>/mark/", marker_views.mark, name="mark"),
    path("entities/<uuid:pk>/markers/<uuid:marker>/end/", marker_views.end_marker, name="end_marker"),
    path("mentions/<uuid:pk>/matches/", views.matches, name="matches"),
    path("mentions/<uuid:pk>/answer/", views.answer, name="answer"),
]
