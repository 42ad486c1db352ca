from django.apps import AppConfig


class ComposingConfig(AppConfig):
    name = "kybao.composing"
    verbose_name = "Soạn báo cáo"
