"""The addresses of this package's pages."""

from django.urls import path

from insights import views

urlpatterns = [
    path("", views.home_page, name="home"),
    path("sales/", views.sales_page, name="sales"),
    path("payouts/", views.payouts_page, name="payouts"),
    path("restated/", views.restated_page, name="restated"),
    path("insights/", views.inbox_page, name="insights"),
    path("insights/<str:public_id>/", views.insight_page, name="insight"),
    path("insights/<str:public_id>/<str:action>/", views.insight_action, name="insight_action"),
    path("figure/<str:given>/", views.receipt_page, name="receipt"),
    path("figure/<str:given>/rows.csv", views.receipt_csv, name="receipt_csv"),
]
