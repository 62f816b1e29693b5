"""What a beginning may go on to, and what may have been meant, out of the words that stories use."""

from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher

from django.db import connection

from articles.models import SearchWord
from articles.search.asking import Part, Question
from articles.search.words import LONGEST

ENDINGS = 6  # words that one beginning stands for
RANGE = 3_000  # words that begin alike, of which those are chosen
LAST = chr(0x10FFFF)
ASCII = "abcdefghijklmnopqrstuvwxyz0123456789"
BEGINNING = """
    SELECT word FROM (
        SELECT word, in_headline FROM articles_searchword WHERE word >= %s AND word < %s ORDER BY word LIMIT %s
    ) AS near ORDER BY in_headline DESC, length(word), word LIMIT %s
"""
SHORTEST = 4  # characters of a word that may have been mistyped
ALIKE = 0.75  # of SequenceMatcher, from which two words may be meant for each other
MEANT = 4  # words that are tried in the place of one


def completed(question: Question) -> Question:
    """Let the last word of a question stand for words that begin with it as well.

    They are looked up, so that their number is bounded: those of headlines first, then the shorter ones.
    """
    if not question.is_open:
        return question
    *others, last = question.parts
    begin, beginning = last.asked[:-1], last.asked[-1]
    phrases = [last.asked, *((*begin, word) for word in beginning_with(beginning) if word != beginning)]
    return replace(question, parts=(*others, Part(tuple(phrases))))


def beginning_with(beginning: str, limit: int = ENDINGS) -> list[str]:
    """Give words that begin so, those of headlines first, then the shorter ones."""
    if len(beginning) >= LONGEST:
        return []
    with connection.cursor() as cursor:
        cursor.execute(BEGINNING, [beginning, beginning + LAST, RANGE, limit])
        return [word for (word,) in cursor.fetchall()]


def meant_by(word: str) -> list[str]:
    """Give words of headlines and tags that may be meant by a word, the likeliest first; the word itself if it is one.

    One letter too many, missing, wrong or swapped is found wherever it stands, more only behind the second letter.
    """
    if len(word) < SHORTEST or len(word) >= LONGEST:
        return [word]
    headlines = SearchWord.objects.filter(in_headline=True)
    if headlines.filter(word=word).exists():
        return [word]
    near = set(headlines.filter(word__in=sorted(one_off(word))).values_list("word", flat=True))
    if not near:
        begin = word[:2]
        alike = headlines.filter(word__gte=begin, word__lt=begin + LAST).order_by("word")
        long_enough = (each for each in alike.values_list("word", flat=True)[:RANGE] if abs(len(each) - len(word)) < 3)
        near = {each for each in long_enough if likeness(word, each) >= ALIKE}
    return sorted(near, key=lambda each: (-likeness(word, each), each))[:MEANT]


def one_off(word: str) -> set[str]:
    """Give everything that is one slip away from a word (Damerau, A technique for computer detection, CACM 1964)."""
    letters = alphabet(word)
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    without = {before + after[1:] for before, after in halves if after}
    swapped = {before + after[1] + after[0] + after[2:] for before, after in halves if len(after) > 1}
    wrong = {before + letter + after[1:] for before, after in halves if after for letter in letters}
    more = {before + letter + after for before, after in halves for letter in letters}
    return without | swapped | wrong | more


def alphabet(word: str) -> Iterable[str]:
    """Give the letters that may stand in a word: those of ASCII, or of the 64 signs round its first foreign letter."""
    foreign = next((ord(letter) & ~0x3F for letter in word if not letter.isascii()), None)
    if foreign is None:
        return ASCII
    return [letter for number in range(foreign, foreign + 0x40) if (letter := chr(number)).isalnum()]


def likeness(one: str, other: str) -> float:
    """Give how alike two words are, from 0 to 1; the cheap bounds of difflib first."""
    matcher = SequenceMatcher(None, one, other)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()
