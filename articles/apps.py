from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Desk"

    def ready(self) -> None:
        from articles import personal  # noqa: F401  (declares what is kept about people)
