"""Doors of the concerns app: reporting, and what is done with a concern."""

from django.urls import path

from tessera.concerns import deciding_views, referring_views, reporting_urls, views

app_name = "concerns"
urlpatterns = [
    *reporting_urls.urlpatterns,
    path("reports/<slug:reference>/refer/", referring_views.refer, name="refer"),
    path("triage/measures/", views.triage_measures, name="measures"),
    path("concerns/<uuid:pk>/band/", views.change_band, name="change_band"),
    path("concerns/<uuid:pk>/owner/", views.allocate, name="allocate"),
    path("concerns/<uuid:pk>/name/", views.name, name="name"),
    path("concerns/<uuid:pk>/ask/", views.ask_partner, name="ask_partner"),
    path("concerns/<uuid:pk>/contribute/", views.contribute, name="contribute"),
    path("concerns/<uuid:pk>/search/", views.log_search, name="log_search"),
    path("concerns/<uuid:pk>/decide/", deciding_views.choose, name="choose"),
    path("concerns/<uuid:pk>/decide/<slug:what>/", deciding_views.decide, name="decide"),
    path("concerns/<uuid:pk>/decisions/<uuid:decision_pk>/agree/", views.agree, name="agree"),
    path("concerns/<uuid:pk>/feedback/<slug:reference>/", views.give_feedback, name="give_feedback"),
    path("concerns/<uuid:pk>/finish/", views.finish, name="finish"),
]
