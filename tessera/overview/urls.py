"""Doors of the pages that cross apps."""

from django.urls import path

from tessera.overview import audit_views, changed_views, child_views, triage_views, views

app_name = "overview"
urlpatterns = [
    path("", views.home, name="home"),
    path("audit/", audit_views.audit, name="audit"),
    path("find/", triage_views.find, name="find"),
    path("triage/", triage_views.triage, name="triage"),
    path("triage/rows/", triage_views.triage_rows, name="triage_rows"),
    path("triage/stream/", triage_views.triage_stream, name="triage_stream"),
    path("concerns/<uuid:pk>/", triage_views.concern, name="concern"),
    path("concerns/<uuid:pk>/live/", triage_views.concern_live, name="concern_live"),
    path("cases/<uuid:pk>/changes/", changed_views.changed, {"kind": "case"}, name="case_changes"),
    path("concerns/<uuid:pk>/changes/", changed_views.changed, {"kind": "concern"}, name="concern_changes"),
    path("assessments/<uuid:pk>/changes/", changed_views.changed, {"kind": "assessment"}, name="assessment_changes"),
    path("work/<uuid:pk>/changes/", changed_views.changed, {"kind": "task"}, name="task_changes"),
    path("directory/<int:pk>/changes/", changed_views.changed, {"kind": "contact"}, name="contact_changes"),
    path("children/<uuid:pk>/", child_views.child, name="child"),
    path("children/<uuid:pk>/timeline/", child_views.child_timeline, name="child_timeline"),
    path("children/<uuid:pk>/tell/", child_views.tell_child, name="tell_child"),
]
