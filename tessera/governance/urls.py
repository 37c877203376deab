"""Doors of the governance app."""

from django.urls import path

from tessera.governance import views

app_name = "governance"
urlpatterns = [
    path("emergency-access/", views.accesses, name="accesses"),
    path("emergency-access/<uuid:pk>/", views.access, name="access"),
    path("emergency-access/<uuid:pk>/end/", views.end, name="end"),
]
