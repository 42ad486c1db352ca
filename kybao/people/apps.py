from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "kybao.people"
    verbose_name = "Người dùng"
