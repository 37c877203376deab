"""Doors of the governance app."""

from django.urls import path

from tessera.governance import restricting_views, views

app_name = "governance"
urlpatterns = [
    path("emergency-access/", views.accesses, name="accesses"),
    path("emergency-access/<uuid:pk>/", views.access, name="access"),
    path("emergency-access/<uuid:pk>/end/", views.end, name="end"),
    path("restrictions/", restricting_views.restrictions, name="restrictions"),
    path("restrictions/<uuid:pk>/", restricting_views.restriction, name="restriction"),
    path("reports/<reference>/restrict/", restricting_views.restrict_report, name="restrict_report"),
    path("cases/<uuid:pk>/restrict/", restricting_views.restrict_case, name="restrict_case"),
]
