"""The addresses of all pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("kybao.desk.urls")),
    path("", include("kybao.exchange.urls")),
    path("tai-khoan/", include("kybao.desk.sign_in_urls")),
]
