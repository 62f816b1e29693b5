"""Readers' words under stories, what was decided about them, and the keys that tell networks apart for a day."""

from comments.models.appeal import LONGEST_APPEAL, Appeal
from comments.models.attack import Attack
from comments.models.budget import Budget
from comments.models.check import SpamCheck
from comments.models.comment import (
    LONGEST_NAME,
    LONGEST_TEXT,
    TO_EDIT,
    Comment,
    CommentQuerySet,
    TooLate,
    receipt_for,
    receipt_hash,
)
from comments.models.learned import JudgingClock, LearnedFeature, Lesson
from comments.models.letterbox import AskedAlready, Letter, Letterbox
from comments.models.moderation import ModerationEntry
from comments.models.month import ModerationMonth
from comments.models.network import NetworkKey
from comments.models.note import LONGEST_NOTE, CommentNote
from comments.models.report import LONGEST_EXPLANATION, Report, ReportQuerySet
from comments.models.states import PUT_ASIDE, TRANSITIONS, Decision, Reason, State, WrongState
from comments.models.sweep import Sweep
from comments.models.verdict import Verdict, Weighed
from comments.models.vote import Vote
from comments.models.weight import Weight
from comments.models.wordlist import WordList

__all__ = [
    "LONGEST_APPEAL",
    "LONGEST_EXPLANATION",
    "LONGEST_NAME",
    "LONGEST_NOTE",
    "LONGEST_TEXT",
    "PUT_ASIDE",
    "TO_EDIT",
    "TRANSITIONS",
    "Appeal",
    "AskedAlready",
    "Attack",
    "Budget",
    "Comment",
    "CommentNote",
    "CommentQuerySet",
    "Decision",
    "JudgingClock",
    "LearnedFeature",
    "Lesson",
    "Letter",
    "Letterbox",
    "ModerationEntry",
    "ModerationMonth",
    "NetworkKey",
    "Reason",
    "Report",
    "ReportQuerySet",
    "SpamCheck",
    "State",
    "Sweep",
    "TooLate",
    "Verdict",
    "Vote",
    "Weighed",
    "Weight",
    "WordList",
    "WrongState",
    "receipt_for",
    "receipt_hash",
]
