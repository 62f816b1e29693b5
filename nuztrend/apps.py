from django.apps import AppConfig


class NuztrendConfig(AppConfig):
    name = "nuztrend"
    verbose_name = "Portal"

    def ready(self) -> None:
        from nuztrend import checks  # noqa: F401  (registers the system checks)
