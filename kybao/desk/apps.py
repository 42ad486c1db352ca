from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "kybao.desk"
    verbose_name = "Bàn làm việc"
