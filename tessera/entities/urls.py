"""Doors of the entities app."""

from django.urls import path

from tessera.entities import (
    grading_views,
    marker_views,
    merge_views,
    review_views,
    said_as_views,
    sanitising_views,
    standing_views,
    tie_views,
    views,
)

app_name = "entities"
urlpatterns = [
    path("reports/<slug:reference>/grade/", grading_views.grade, name="grade"),
    path("reports/<slug:reference>/sanitise/", sanitising_views.sanitise, name="sanitise"),
    path("entities/<uuid:pk>/", views.entity, name="entity"),
    path("entities/<uuid:pk>/mark/", marker_views.mark, name="mark"),
    path("entities/<uuid:pk>/markers/<uuid:marker>/end/", marker_views.end_marker, name="end_marker"),
    path("entities/<uuid:pk>/ties/<uuid:other>/", tie_views.tie, name="tie"),
    path("ties/<uuid:pk>/withdraw/", tie_views.withdraw_tie, name="withdraw_tie"),
    path("entities/<uuid:pk>/merge/", merge_views.merge, name="merge"),
    path("entities/<uuid:pk>/merge/<uuid:other>/", merge_views.pair, name="pair"),
    path("entities/<uuid:pk>/standing/", standing_views.record_standing, name="record_standing"),
    path("standings/<uuid:pk>/", standing_views.show_standing, name="standing"),
    path("standings/<uuid:pk>/review/", standing_views.review_standing, name="review_standing"),
    path("entities/<uuid:pk>/statements/", said_as_views.statements, name="statements"),
    path("mentions/<uuid:pk>/said-as/", said_as_views.say_as, name="say_as"),
    path("joined/<uuid:pk>/undo/", merge_views.undo_merge, name="undo_merge"),
    path("review/", review_views.suggestions, name="review"),
    path("review/<uuid:pk>/", review_views.review_one, name="review_one"),
    path("mentions/<uuid:pk>/matches/", views.matches, name="matches"),
    path("mentions/<uuid:pk>/answer/", views.answer, name="answer"),
]
