"""Doors of the pages that cross apps."""

from django.urls import path

from tessera.overview import audit_views, views

app_name = "overview"
urlpatterns = [
    path("", views.home, name="home"),
    path("audit/", audit_views.audit, name="audit"),
]
