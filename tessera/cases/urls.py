"""Doors of the cases app."""

from django.urls import path

from tessera.cases import beside_views, opening_views, views

app_name = "cases"
urlpatterns = [
    path("cases/", views.mine, name="mine"),
    path("cases/<uuid:pk>/", views.detail, name="detail"),
    path("cases/<uuid:pk>/details/", views.correct_details, name="correct_details"),
    path("cases/<uuid:pk>/close/", views.close, name="close"),
    path("cases/<uuid:pk>/reopen/", views.reopen, name="reopen"),
    path("cases/<uuid:pk>/team/", beside_views.put_on_team, name="put_on_team"),
    path("cases/<uuid:pk>/team/<uuid:member>/leave/", beside_views.take_off_team, name="take_off_team"),
    path("cases/<uuid:pk>/said/", beside_views.hear, name="hear"),
    path("cases/<uuid:pk>/missed-contact/", beside_views.note_missed_contact, name="note_missed_contact"),
    path("cases/<uuid:pk>/care-review/", beside_views.record_care_review, name="record_care_review"),
    path("cases/<uuid:pk>/family/", beside_views.note_family, name="note_family"),
    path("cases/<uuid:pk>/family/<uuid:member>/", beside_views.change_family, name="change_family"),
    path("cases/<uuid:pk>/action/", beside_views.set_action, name="set_action"),
    path("cases/<uuid:pk>/assess/", beside_views.start_assessment, name="start_assessment"),
    path("children/<uuid:child>/open-case/", opening_views.open_for, name="open_for"),
    path("concerns/<uuid:pk>/open-case/", opening_views.open_from_concern, name="open_from_concern"),
    path("concerns/<uuid:pk>/add-to-case/", opening_views.add_concern, name="add_concern"),
]
