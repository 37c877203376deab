"""Doors of the information app. Adding to a report is `concerns:correct`: it stands on a higher floor."""

from django.urls import path

from tessera.information import views

app_name = "information"
urlpatterns = [
    path("reports/", views.mine, name="mine"),
    path("reports/drafts/<uuid:pk>/throw-away/", views.throw_away, name="throw_away"),
    path("reports/<slug:reference>/", views.detail, name="detail"),
    path("reports/<slug:reference>/receipt/", views.receipt, name="receipt"),
    path("reports/<slug:reference>/grade/", views.grade, name="grade"),
    path("reports/<slug:reference>/source/", views.source, name="source"),
]
