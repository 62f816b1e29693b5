"""Texts that a machine spins out of one: other names, numbers, greetings and links, a tail of letters, disguises."""

import random
from collections.abc import Iterator

TEMPLATE = (
    "{hello}{name} here. I lost {number} dollars to a broker last winter, and only the recovery expert {expert} gave "
    "me everything back within {days} days. Write to the office today, they answer at once: {link} {tail}"
)
GREETINGS = ["Hello everybody, ", "Hi there! ", "", "Good day to all of you. ", "Greetings from {name}, "]
NAMES = ["Marta", "Oluwaseun", "Jean-Pierre", "Dmitri", "Lakshmi", "Bob", "Xiu Ying", "Fatima"]
DISGUISE = str.maketrans({"a": "а", "e": "е", "o": "о"})


def letters(chance: random.Random, least: int = 5) -> str:
    return "".join(chance.choice("bcdfghklmnprstvwz") for _ in range(chance.randint(least, least + 6)))


def spun(count: int, seed: int = 7, template: str = TEMPLATE) -> Iterator[str]:
    """Give `count` texts that are nearly the same."""
    chance = random.Random(seed)
    for _ in range(count):
        name = chance.choice(NAMES)
        text = template.format(
            hello=chance.choice(GREETINGS).format(name=name),
            name=name,
            number=f"{chance.randint(1_000, 90_000):,}",
            expert=chance.choice(NAMES),
            days=chance.randint(2, 30),
            link=f"https://{letters(chance)}.example/{letters(chance)}?id={chance.randint(1, 9999)}",
            tail=" ".join(letters(chance) for _ in range(chance.randint(0, 3))),
        )
        if chance.random() < 0.2:
            word = chance.choice([word for word in text.split() if len(word) > 5 and word.isalpha()])
            text = text.replace(word, word.translate(DISGUISE), 1)
        if chance.random() < 0.2:
            text = text.replace("recovery", "reco\u200bvery")
        yield text.upper() if chance.random() < 0.05 else text
