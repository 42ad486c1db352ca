from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "kybao.registry"
    verbose_name = "Danh mục"
