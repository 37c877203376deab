"""Doors of the staff app."""

from django.urls import path

from tessera.staff import review_views, sitting_views, views

app_name = "staff"
urlpatterns = [
    path("staff/", views.mine, name="mine"),
    path("staff/sign-in/", sitting_views.begin, name="begin"),
    path("staff/sign-out/", sitting_views.end, name="end"),
    path("staff/invite/", views.invite, name="invite"),
    path("staff/invitations/<int:pk>/agree/", views.agree, name="agree"),
    path("staff/invitations/<int:pk>/take-back/", views.withdraw, name="withdraw"),
    path("staff/<int:pk>/move/", views.move, name="move"),
    path("staff/<int:pk>/remove/", views.remove, name="remove"),
    path("staff/<int:pk>/second-factor/", views.lost, name="lost"),
    path("staff/review/", review_views.review, name="review"),
    path("staff/review/<int:pk>/", review_views.answer, name="answer"),
    path("staff/review/finish/", review_views.finish, name="finish"),
    path("invitations/<str:token>/", sitting_views.accept, name="accept"),
]
