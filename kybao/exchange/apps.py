from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "kybao.exchange"
    verbose_name = "Kết nối"
