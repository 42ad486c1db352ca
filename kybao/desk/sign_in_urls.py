"""The addresses of signing in: the views of django-allauth that Kybao uses, under the names that allauth looks for."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.socialaccount import views as outside
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.urls import path

from kybao.desk.views import second_factor

urlpatterns = [
    path("dang-nhap/", account.login, name="account_login"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("ngung-dung/", account.account_inactive, name="account_inactive"),
    path("mat-khau/", account.password_change, name="account_change_password"),
    path("xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("hai-lop/", mfa.index, name="mfa_index"),
    path("hai-lop/nhap-ma/", mfa.authenticate, name="mfa_authenticate"),
    path("hai-lop/xac-nhan/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("hai-lop/bat/", second_factor.activate, name="mfa_activate_totp"),
    path("hai-lop/tat/", second_factor.deactivate, name="mfa_deactivate_totp"),
    path("hai-lop/ma-du-phong/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("hai-lop/ma-du-phong/moi/", second_factor.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("hai-lop/ma-du-phong/tep", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("co-quan/huy/", outside.login_cancelled, name="socialaccount_login_cancelled"),
    path("co-quan/<slug:provider_id>/", openid_connect.login, name="openid_connect_login"),
    path("co-quan/<slug:provider_id>/ve/", openid_connect.callback, name="openid_connect_callback"),
]
