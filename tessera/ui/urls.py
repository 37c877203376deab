"""One page: every component, as a person sees it."""

from django.urls import path

from tessera.ui import views

app_name = "ui"
urlpatterns = [path("", views.components, name="components")]
