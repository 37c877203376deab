"""Doors of the assessments app."""

from django.urls import path

from tessera.assessments import part_views, views

app_name = "assessments"
urlpatterns = [
    path("assessments/", views.mine, name="mine"),
    path("assessments/quality/", views.quality, name="quality"),
    path("assessments/start/<uuid:child>/", views.start, name="start"),
    path("assessments/<uuid:pk>/", views.overview, name="overview"),
    path("assessments/<uuid:pk>/about/", part_views.about, name="about"),
    path("assessments/<uuid:pk>/specialist-advice/", part_views.advice, name="advice"),
    path("assessments/<uuid:pk>/actual/", part_views.actual, name="actual"),
    path("assessments/<uuid:pk>/suspected/", part_views.suspected, name="suspected"),
    path("assessments/<uuid:pk>/vulnerabilities/", part_views.vulnerability, name="vulnerability"),
    path("assessments/<uuid:pk>/immediate/", part_views.immediate, name="immediate"),
    path("assessments/<uuid:pk>/child/", part_views.child, name="child"),
    path("assessments/<uuid:pk>/network/", part_views.network, name="network"),
    path("assessments/<uuid:pk>/models/", part_views.models, name="models"),
    path("assessments/<uuid:pk>/models/<uuid:row>/end/", part_views.end_model, name="end_model"),
    path("assessments/<uuid:pk>/agencies/", part_views.agencies, name="agencies"),
    path("assessments/<uuid:pk>/agencies/<uuid:row>/answer/", part_views.answer, name="answer"),
    path("assessments/<uuid:pk>/other-tools/", part_views.other_tools, name="other_tools"),
    path("assessments/<uuid:pk>/result/", views.result, name="result"),
    path("assessments/<uuid:pk>/step-up/", views.step_up, name="step_up"),
    path("assessments/<uuid:pk>/cycle/", views.cycle, name="cycle"),
    path("assessments/<uuid:pk>/sign-off/", views.sign_off, name="sign_off"),
    path("assessments/<uuid:pk>/print/", views.printed, name="print"),
]
