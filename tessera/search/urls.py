"""Doors of the one search box."""

from django.urls import path

from tessera.search import views

app_name = "search"
urlpatterns = [
    path("search/", views.begin, name="begin"),
    path("search/<uuid:pk>/", views.results, name="results"),
    path("search/<uuid:pk>/watch/", views.watch, name="watch"),
]
