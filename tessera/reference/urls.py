"""Doors of the catalogues and the directory."""

from django.urls import path

from tessera.reference import views

app_name = "reference"
urlpatterns = [
    path("directory/", views.directory, name="directory"),
    path("directory/add/", views.add_contact, name="add_contact"),
    path("directory/<int:pk>/", views.contact, name="contact"),
    path("lists/", views.catalogues, name="catalogues"),
    path("lists/<slug:name>/", views.catalogue, name="catalogue"),
    path("lists/<slug:name>/<int:pk>/verify/", views.verify, name="verify"),
    path("words/", views.words, name="words"),
    path("words/<int:pk>/approve/", views.approve_word, name="approve_word"),
]
