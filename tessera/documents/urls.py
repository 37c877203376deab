"""Doors of the documents app."""

from django.urls import path

from tessera.documents import views

app_name = "documents"
urlpatterns = [path("files/<uuid:pk>/", views.open_file, name="open")]
