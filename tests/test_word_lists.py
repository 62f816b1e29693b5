"""Word lists find whole words and phrases, however they are disguised, and nothing inside of honest ones."""

import time

import pytest

from comments.judging.fold import fold, words_of
from comments.judging.wordlists import Listed, WordLists

pytestmark = pytest.mark.pure


def found(text: str, *entries: str) -> list[str]:
    lists = WordLists([Listed("list", 5, "\n".join(entries))])
    return [entry for each in lists.find(words_of(fold(text))) for entry in each.entries]


@pytest.mark.parametrize(
    "text",
    [
        "Come to our casino tonight",
        "CASINO!!!",
        "best-casino.example",
        "the Casino's doors",
        "c a s i n o",
        "c.a.s.i.n.o and c-a-s-i-n-o",
        "c4s1no",
        "ca$ino",
        "c@sino",
        "casiiiiino",
        "cаsіnо",  # three letters are Cyrillic
        "cαsιηο",  # four are Greek
        "ｃａｓｉｎｏ",
        "𝐜𝐚𝐬𝐢𝐧𝐨 𝓬𝓪𝓼𝓲𝓷𝓸",
        "ⓒⓐⓢⓘⓝⓞ",
        "cäsínò",
        "c̶a̶s̶i̶n̶o̶",
        "ca\u200bsi\u00adno\u2060",
        "c\u202ea\u202csino",
        "ᴄᴀꜱɪɴᴏ",
        "казино and cаsino",
    ],
)
def test_a_disguised_word_is_found(text: str) -> None:
    assert found(text, "Casino") == ["casino"]


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("She teaches a class in assessment, and the assassin passes.", "ass"),
        ("Scunthorpe, Penistone, Lightwater, Clitheroe", "cunt"),
        ("Scunthorpe, Penistone, Lightwater, Clitheroe", "penis"),
        ("Essex, Sussex and Middlesex", "sex"),
        ("a cockpit, a peacock and Hitchcock", "cock"),
        ("Dickens and his Dickensian plots", "dick"),
        ("a therapist", "rapist"),
        ("the arsenal of Arsène", "arse"),
        ("Analyse der Sozialspezialisten", "cialis"),
        ("eine Staubecken-Sanierung", "becken"),
        ("Der Wachsweich-Test der Arschäologie", "arsch"),
        ("le concours et la connexion du con­cessionnaire", "con"),
        ("una computadora y la reputación", "puta"),
        ("un saluto ai disputanti", "puta"),
        ("en slutgiltig slutsats", "slut"),
        ("Употребление и застрахуй", "хуй"),
        ("Требник лежит на столе", "еб"),
        ("Рот и кот", "pot"),
        ("a magna cum laude degree in cumbersome matters", "cumb"),
        ("Super Bowl XXXVII", "xxx"),
    ],
)
def test_an_honest_word_that_holds_another_is_left_alone(text: str, entry: str) -> None:
    assert found(text, entry) == []


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Er ist ein ARSCH.", "Arsch"),
        ("Große Straße", "STRASSE"),
        ("un connard, vraiment", "Connard"),
        ("¡Qué cabrón!", "cabron"),
        ("Купите КАЗИНО сейчас", "казино"),
        ("К А З И Н О", "казино"),
        ("καζίνο τώρα", "ΚΑΖΙΝΟ"),
        ("网上赌场在线", "赌场"),
        ("オンラインカジノで稼ぐ", "カジノ"),
        ("คาสิโนออนไลน์", "คาสิโน"),
        ("कैसीनो में खेलो", "कैसीनो"),
        ("İSTANBUL CASİNO", "casino"),
        ("xxx videos", "xxx"),
    ],
)
def test_words_of_every_language_are_found(text: str, entry: str) -> None:
    assert len(found(text, entry)) == 1


def test_a_phrase_is_found_across_blanks_lines_and_signs() -> None:
    assert found("Buy\n cheap -- P1LLS, now", "cheap pills", "pills now", "cheap now") == ["cheap pills", "pills now"]
    assert found("cheap", "cheap pills") == [] and found("cheap big pills", "cheap pills") == []


def test_entries_that_say_nothing_are_passed_over() -> None:
    lists = WordLists([Listed("list", 5, "# a remark\n\n  \n!!!\n" + "word " * 9 + "\nCasino\ncasino\n")])
    assert len(lists) == 1


def test_an_entry_of_two_lists_counts_for_both() -> None:
    lists = WordLists([Listed("one", 2, "poker"), Listed("two", 3, "poker\nroulette")])
    assert [(each.name, each.weight) for each in lists.find(["roulette", "poker"])] == [("one", 2), ("two", 3)]


@pytest.mark.parametrize(
    "piece", ["a ", "a1", "@a", "аa", "ж", "a\u0301", "a.b", ". ", "x@a.", "ａ", "aa1a ", "w1 w2 w3 w4 ", "赌"]
)
def test_no_text_takes_long(piece: str) -> None:
    lists = WordLists([Listed("list", 5, "\n".join(f"w1 w2 w{number}" for number in range(2000)))])
    text = (piece * 5000)[:5000]
    began = time.process_time()
    lists.find(words_of(fold(text)))
    assert time.process_time() - began < 0.25, "linear: the worst of them takes 0.02 s"
