"""The addresses of this package's pages."""

from django.urls import URLPattern, path

from connectors import books_views, views

urlpatterns: list[URLPattern] = [
    path("data/", books_views.data, name="data"),
    path("data/upload/", views.upload, name="upload"),
    path("data/upload/<str:public_id>/", views.check, name="upload_check"),
    path("data/upload/<str:public_id>/correct/", views.correct, name="upload_correct"),
    path("data/upload/<str:public_id>/load/", views.load, name="upload_load"),
    path("data/upload/<str:public_id>/discard/", views.discard, name="upload_discard"),
    path("data/upload/<str:public_id>/cancel/", views.cancel, name="upload_cancel"),
    path("data/upload/<str:public_id>/refused/", views.mend_rows, name="upload_mend"),
    path("data/upload/<str:public_id>/refused.csv", views.refused, name="upload_refused"),
    path("data/imports/<str:batch_id>/undo/", books_views.undo, name="import_undo"),
    path(
        "data/imports/<str:batch_id>/changes/",
        books_views.changes,
        name="import_changes",
    ),
    path(
        "data/imports/<str:batch_id>/take-out/",
        books_views.take_out,
        name="import_take_out",
    ),
    path("data/prefer/", books_views.prefer, name="import_prefer"),
    path("data/goods/", books_views.suggested, name="goods"),
    path("data/goods/mark/", books_views.mark, name="goods_mark"),
]
