"""Every door of the site, in one list."""

from django.urls import path

urlpatterns: list = []
