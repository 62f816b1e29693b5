"""Addresses of comments."""

from django.urls import path, re_path

from comments import feeds
from comments.captcha import views as captcha
from comments.mail import views as mail
from comments.receipts import views as receipts
from comments.reports import views as reports
from comments.threads import views as threads
from comments.threads.voting import vote
from comments.transparency import views as transparency
from comments.writing import views as writing

RECEIPT = "^comments/(?P<receipt>[A-Za-z0-9_-]{32})/"
LETTERS = r"^comments/letters/(?P<token>[0-9]{1,18}\.[A-Za-z0-9_-]{43})/"

urlpatterns = [
    path("articles/<slug:slug>/comments/", threads.comments, name="comments"),
    path("articles/<slug:slug>/comments/form/", writing.captcha_fragment, name="comment_captcha"),
    path("articles/<slug:slug>/comments/<int:pk>/", threads.comment, name="comment"),
    path("articles/<slug:slug>/comments/<int:pk>/report/", reports.report_comment, name="report_comment"),
    path("articles/<slug:slug>/comments/<int:pk>/thread/", threads.thread, name="thread"),
    path("articles/<slug:slug>/comments/<int:pk>/vote/", vote, name="vote"),
    path("articles/<slug:slug>/comments/since/<int:pk>/", threads.new_comments, name="new_comments"),
    path("articles/<slug:slug>/comments/<int:pk>/answer/", writing.answer, name="answer_comment"),
    path("captcha/<slug:key>.png", captcha.picture, name="captcha_picture"),
    path("captcha/<slug:key>.wav", captcha.sound, name="captcha_sound"),
    re_path(RECEIPT + "$", receipts.receipt, name="receipt"),
    re_path(RECEIPT + "edit/$", receipts.edit, name="edit_comment"),
    re_path(RECEIPT + "delete/$", receipts.withdraw, name="withdraw_comment"),
    re_path(RECEIPT + "appeal/$", receipts.appeal, name="appeal"),
    re_path(RECEIPT + "letters/$", mail.letters, name="letters"),
    re_path(LETTERS + "confirm/$", mail.confirm, name="confirm_letters"),
    re_path(LETTERS + "stop/$", mail.stop, name="stop_letters"),
    re_path(RECEIPT + "export/$", receipts.export, name="export_comment"),
    re_path(r"^comments/reports/(?P<receipt>[A-Za-z0-9_-]{32})/$", reports.report, name="report"),
    path("comments/transparency/", transparency.transparency, name="transparency"),
    path("comments/transparency.csv", transparency.as_csv, name="transparency_csv"),
    path("comments/transparency.json", transparency.as_json, name="transparency_json"),
    *feeds.urlpatterns,
]
