from django.apps import AppConfig


class ConsolidatedConfig(AppConfig):
    name = "kybao.consolidated"
    verbose_name = "Tổng hợp số liệu"
