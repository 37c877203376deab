"""Doors of the entities app."""

from django.urls import path

from tessera.entities import views

app_name = "entities"
urlpatterns = [
    path("entities/<uuid:pk>/", views.entity, name="entity"),
    path("mentions/<uuid:pk>/matches/", views.matches, name="matches"),
    path("mentions/<uuid:pk>/answer/", views.answer, name="answer"),
]
