from django.apps import AppConfig


class FilingConfig(AppConfig):
    name = "kybao.filing"
    verbose_name = "Nộp báo cáo"
