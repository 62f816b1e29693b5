from django.apps import AppConfig


class NuztrendConfig(AppConfig):
    name = "nuztrend"
    verbose_name = "Portal"

    def ready(self) -> None:
        from nuztrend import checks, personal  # noqa: F401  (register the system checks, and what is kept about people)
