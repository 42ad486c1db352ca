from django.apps import AppConfig


class DemonstratingConfig(AppConfig):
    name = "kybao.demonstrating"
    verbose_name = "Trình diễn"
