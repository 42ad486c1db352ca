"""The addresses of the desk's pages: Vietnamese words without diacritics."""

from django.urls import path

from kybao.desk.views import downloads, findings, indicators, months, reports, submissions

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
]
