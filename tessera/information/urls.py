"""Doors of the information app. A report is added to, graded and written for others to read on higher floors."""

from django.urls import path

from tessera.information import development_views, views

app_name = "information"
urlpatterns = [
    path("reports/", views.mine, name="mine"),
    path("reports/drafts/<uuid:pk>/throw-away/", views.throw_away, name="throw_away"),
    path("reports/<slug:reference>/", views.detail, name="detail"),
    path("reports/<slug:reference>/receipt/", views.receipt, name="receipt"),
    path("reports/<slug:reference>/promote/", development_views.promote, name="promote"),
    path("reports/<slug:reference>/take-back/", development_views.take_back_promotion, name="take_back_promotion"),
    path("reports/<slug:reference>/police/", development_views.mark_for_police, name="mark_for_police"),
    path("reports/<slug:reference>/methods/", development_views.code_methods, name="code_methods"),
    path("methods/<uuid:pk>/withdraw/", development_views.withdraw_method, name="withdraw_method"),
    path("for-police/", development_views.for_police, name="for_police"),
    path("shared/", development_views.shared, name="shared"),
    path("shared/<slug:reference>/", development_views.shared_version, name="shared_version"),
    path("shared/<slug:reference>/withdraw/", development_views.withdraw_version, name="withdraw_version"),
    path("reports/<slug:reference>/source/", views.source, name="source"),
]
