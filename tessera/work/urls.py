"""Doors of the work app."""

from django.urls import path

from tessera.work import views

app_name = "work"
urlpatterns = [
    path("work/", views.mine, name="mine"),
    path("work/<uuid:pk>/finish/", views.finish, name="finish"),
    path("work/<uuid:pk>/hand-over/", views.hand_over, name="hand_over"),
]
