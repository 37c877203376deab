"""Doors of the one search box."""

from django.urls import path

from tessera.search import pointer_views, views

app_name = "search"
urlpatterns = [
    path("search/", views.begin, name="begin"),
    path("search/<uuid:pk>/", views.results, name="results"),
    path("search/<uuid:pk>/watch/", views.watch, name="watch"),
    path("search/ask/", pointer_views.ask, name="ask"),
    path("search/let-others-find/<uuid:entity>/", pointer_views.let_others_find, name="let_others_find"),
]
