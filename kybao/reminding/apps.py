from django.apps import AppConfig


class RemindingConfig(AppConfig):
    name = "kybao.reminding"
    verbose_name = "Nhắc việc"
