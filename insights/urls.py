"""The addresses of this package's pages."""

from django.urls import path

from insights import views

urlpatterns = [
    path("", views.home_page, name="home"),
    path("sales/", views.sales_page, name="sales"),
    path("payouts/", views.payouts_page, name="payouts"),
]
