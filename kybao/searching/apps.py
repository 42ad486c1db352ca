from django.apps import AppConfig


class SearchingConfig(AppConfig):
    name = "kybao.searching"
    verbose_name = "Tìm kiếm"

    def ready(self) -> None:
        from kybao.searching.following import follow

        follow()
