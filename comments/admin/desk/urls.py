"""Addresses of the moderators' desk, in the newsroom's frame."""

from django.urls import path

from comments.admin.desk import bulk, views

HERE = "admin/comments/desk"

urlpatterns = [
    path(f"{HERE}/", views.desk, name="desk"),
    path(f"{HERE}/lately/", views.lately, name="desk_lately"),
    path(f"{HERE}/undo/", views.undo, name="desk_undo"),
    path(f"{HERE}/many/<path:scope>/", bulk.pile, name="desk_pile"),
    path(f"{HERE}/reports/<int:pk>/", views.answer_report, name="desk_report"),
    path(f"{HERE}/<int:pk>/", views.comment, name="desk_comment"),
    path(f"{HERE}/<int:pk>/decide/", views.decide_on, name="desk_decide"),
    path(f"{HERE}/<int:pk>/thread/", views.thread, name="desk_thread"),
    path(f"{HERE}/<int:pk>/answer/", views.answer, name="desk_answer"),
    path(f"{HERE}/<int:pk>/notes/", views.note, name="desk_note"),
]
