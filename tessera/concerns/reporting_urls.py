"""Doors of reporting, which `concerns.urls` takes in."""

from django.urls import path

from tessera.concerns import reporting_desk_views as desk
from tessera.concerns import reporting_typing_views as typing
from tessera.concerns import reporting_views as views

urlpatterns = [
    path("report/", views.report, name="report"),
    path("report/danger/", views.danger, name="danger"),
    path("report/harm/", views.harm, name="harm"),
    path("report/write/", views.write, name="write"),
    path("report/check/", views.check, name="check"),
    path("report/suggest/", typing.suggest, name="suggest"),
    path("report/when/", typing.when, name="when"),
    path("report/people/", typing.people, name="people"),
    path("report/draft/", views.draft, name="draft"),
    path("report/sent/<slug:reference>/", views.sent, name="sent"),
    path("report/spoken/", desk.spoken, name="spoken"),
    path("report/sighting/", desk.sighting, name="sighting"),
    path("reports/<slug:reference>/add/", views.correct, name="correct"),
]
