"""Doors of the imports app."""

from django.urls import path

from tessera.imports import views

app_name = "imports"
urlpatterns = [
    path("imports/", views.mine, name="mine"),
    path("imports/give/", views.give, name="give"),
    path("imports/samples/<slug:profile>/", views.sample, name="sample"),
    path("imports/<uuid:pk>/", views.detail, name="detail"),
    path("imports/<uuid:pk>/far/", views.far, name="far"),
    path("imports/<uuid:pk>/columns/", views.columns, name="columns"),
    path("imports/<uuid:pk>/take/", views.take, name="take"),
    path("imports/<uuid:pk>/carry-on/", views.carry_on, name="carry_on"),
    path("imports/<uuid:pk>/put-aside/", views.put_aside, name="put_aside"),
    path("imports/<uuid:pk>/errors/", views.errors, name="errors"),
    path("imports/<uuid:pk>/mend/", views.mend, name="mend"),
]
