"""The addresses of this package's pages."""

from django.urls import path

from chat import views

urlpatterns = [
    path("ask/", views.ask_page, name="ask"),
    path("ask/<str:public_id>/", views.conversation, name="conversation"),
    path("ask/<str:public_id>/act/", views.act, name="conversation_act"),
    path("ask/<str:public_id>/<str:turn_id>/table.csv", views.table, name="answer_csv"),
]
