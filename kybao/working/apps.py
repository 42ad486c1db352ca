from django.apps import AppConfig


class WorkingConfig(AppConfig):
    name = "kybao.working"
    verbose_name = "Việc nền"
