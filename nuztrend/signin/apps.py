from django.contrib.admin.apps import AdminConfig


class NewsroomConfig(AdminConfig):
    """Django's admin with the newsroom's own way in."""

    default_site = "nuztrend.signin.site.Newsroom"
