"""The addresses of the desk's pages: Vietnamese words without diacritics."""

from django.urls import path

from kybao.desk.views import downloads, entrance, findings, history, indicators, months, people, reports, submissions

app_name = "desk"
urlpatterns = [
    path("", months.newest, name="home"),
    path("thang/", months.all_months, name="months"),
    path("thang/<str:period>/", months.month, name="month"),
    path("thang/<str:period>/phat-hien/", findings.findings, name="findings"),
    path("thang/<str:period>/bao-cao/", reports.report, name="report"),
    path("thang/<str:period>/nhiem-vu/", reports.tasks, name="tasks"),
    path("thang/<str:period>/chi-tieu/", indicators.indicators, name="indicators"),
    path("thang/<str:period>/tai-ve/<str:name>", downloads.output, name="output"),
    path("bai-nop/<uuid:public_id>/", submissions.submission, name="submission"),
    path("bai-nop/<uuid:public_id>/tep", downloads.original, name="original"),
    path("lich-su/", history.history, name="history"),
    path("bat-dau/", entrance.set_up, name="set_up"),
    path("loi-moi/<str:secret>/", entrance.join, name="join"),
    path("tai-khoan/", entrance.account, name="account"),
    path("nguoi-dung/", people.people, name="people"),
    path("nguoi-dung/moi/", people.invite, name="invite"),
    path("nguoi-dung/moi/<uuid:public_id>/huy", people.withdraw_invitation, name="withdraw_invitation"),
    path("nguoi-dung/<uuid:public_id>/", people.person, name="person"),
    path("nguoi-dung/<uuid:public_id>/vai-tro", people.grant, name="grant"),
    path("nguoi-dung/<uuid:public_id>/vai-tro/<uuid:membership>/bo", people.withdraw, name="withdraw"),
    path("nguoi-dung/<uuid:public_id>/ngung", people.deactivate, name="deactivate"),
    path("nguoi-dung/<uuid:public_id>/mo-lai", people.reactivate, name="reactivate"),
    path("nguoi-dung/<uuid:public_id>/hai-lop", people.reset_second_factor, name="reset_second_factor"),
    path("nguoi-dung/<uuid:public_id>/mat-khau", people.password_link, name="password_link"),
]
