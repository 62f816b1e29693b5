"""Makes a labelled set of comments: spam of kinds that public descriptions tell of, spun, and honest comments.

`{a|b}` in a template is a choice. Everything follows from a seed, so that two runs judge the same set. The templates of
each kind fall into two halves, `seen` and `unseen`: a filter that knows one half has not read the words of the other.
"""

import json
import lzma
import random
import re
from collections.abc import Iterator
from pathlib import Path

SPAM: dict[str, list[str]] = {
    "casino": [
        "{Best|Top|Most trusted} online casino {this year|of the month}! {Claim|Grab} your {welcome|no deposit} bonus and {spin|play} now: {link}",
        "I {won|cashed out} {number} on {slots|roulette} {last night|yesterday}, {sign up|register} here and get {number} free spins {link}",
        "{Live dealers|Slots, poker, roulette|Sports betting} with instant payout. {Join|Register at} {link} {today|before midnight}",
        "{Great|Nice} post! By the way {our|this} betting site gives {number} % on the first deposit, see {link}",
        "Play jackpot games {from home|on your phone} and {win|earn} real money, no {risk|fees}, licensed: {link}",
        "Gambling fans! {Exclusive|Secret} promo code {letters} for {number} credits at the {new|hottest} slot club {link}",
    ],
    "pills": [
        "{Buy|Order} {cheap|generic|discount} {viagra|cialis|tramadol|xanax} {online|without prescription}, {fast|worldwide} delivery: {link}",
        "{Lose|Drop} {number} pounds in {number} days with this {natural|ancient} {keto|herbal} trick, doctors hate it {link}",
        "My {husband|wife} was cured of {herpes|diabetes|fibroids} by Dr {name} with {herbal|natural} medicine. Contact him: {mail} or {phone}",
        "{Pharmacy|Meds} {wholesale|discount}: no prescription needed, {discreet|plain} package, {bitcoin|card} accepted. {link}",
        "{Male|Sexual} enhancement {pills|gummies} that {really|truly} work. {Free trial|Half price} {today|now}: {link}",
        "Thanks to the great herbalist {name} my {illness|condition} is gone within {number} days, {write|message} him on WhatsApp {phone}",
    ],
    "crypto": [
        "I {lost|was scammed of} {number} dollars and only {the hacker|recovery expert} {name} {recovered|got back} everything. {Write|Reach} him: {mail}",
        "{Invest|Start with} {number} in bitcoin and {earn|receive} {number} weekly, {guaranteed|no risk}. Ask my broker {name} on Telegram {handle}",
        "{Huge|Massive} {airdrop|giveaway}! Send {number} ETH and get back double, {verified|official} by Elon: {link}",
        "{Trading|Forex} signals with {number} % accuracy, join our {VIP|free} group {handle} and {change your life|quit your job}",
        "Mrs {name} is a {legit|certified} account manager, she trades for me and I {made|withdrew} {number} {this week|in days}. WhatsApp {phone}",
        "{New|Hidden} altcoin before listing, {number}x potential, presale {ends|closes} tonight, wallet connect at {link}",
    ],
    "links": [
        "{Great|Awesome|Excellent} {article|blog|site}! {Keep it up|Very informative}. {Visit|Check} my {web page|homepage} {link}",
        "We {offer|sell} {high DA|dofollow|quality} backlinks and {guest posts|SEO packages} from {number} dollars. {Rank|Get} on page one: {link}",
        "[url={link}]{cheap nike shoes|replica watches|louis vuitton outlet}[/url] {free shipping|best price} [url={link}]here[/url]",
        '<a href="{link}">{web design|logo|app} agency</a> {number} {happy|satisfied} clients, ask for a quote',
        "I {was searching|have browsed} for {hours|a while} and your {piece|blog} is {the best|wonderful}; my own {weblog|page} about {casino|loans|watches} is {link}",
        "{Boost|Increase} your {traffic|followers|ranking} with real {visitors|likes}! {number} for only {number}: {link} {link}",
    ],
    "essays": [
        "{Struggling|No time} with your {essay|thesis|dissertation}? {Professional|PhD} writers {deliver|finish} it in {number} hours, plagiarism free: {link}",
        "{Pay|Hire} someone to {write|do} my {homework|assignment}, I used {link} and got an A",
        "{Order|Buy} {term papers|coursework|a diploma} from {experts|native writers}, discount {number} % with code {letters}",
        "{Students|Hey students}! Our {academic|paper} service helps with any {subject|deadline}. Chat {phone}",
    ],
    "romance": [
        "{Hi dear|Hello handsome}, I am {name}, {lonely|single} and looking for a {serious|honest} man. {Write|Text} me: {mail}",
        "{Hot|Sexy|Beautiful} {girls|singles} in your {area|city} want to {chat|meet} tonight, no signup: {link}",
        "My {webcam|private photos} for free only {today|this week} {link} come {play|see} baby",
        "Powerful {spell caster|love doctor} {name} brought my {ex|husband} back in {number} hours! Contact {mail} {phone}",
        "{Adult|Dating} {videos|site} without registration, {thousands|millions} of {profiles|clips}: {link}",
    ],
    "support": [
        "{Call|Dial} {Amazon|Microsoft|Norton|QuickBooks} {support|helpdesk} toll free {phone} for {refund|activation|errors}, {24/7|day and night}",
        "Your {account|computer} {has been|was} {blocked|infected}! {Verify|Unlock} it {now|immediately}: {link}",
        "{Printer|Router|Wallet} problems? {Certified|Official} technicians at {phone}, {instant|remote} fix",
        "{Airlines|Cash App|Coinbase} customer care number {phone} {cancel|refund|unfreeze} your {booking|money} at once",
    ],
    "money": [
        "{Work|Earn} from home {number} {per week|a day}, my {neighbour|cousin} {started|did it} last month. Details: {link}",
        "{Instant|Easy} loans at {number} % interest, no credit check, apply with {name} at {mail}",
        "I {get paid|make} over {number} {monthly|every hour} {online|with my laptop} and so can you, copy this site {link}",
        "{Join|Become part of} the {brotherhood|Illuminati} for {riches|fame|power}, {write|WhatsApp} {phone} today",
        "{Passive|Extra} income for {moms|students|everyone}: {three|two} clicks a day, {link} no experience needed",
    ],
}

HAM = [
    "{I agree|I disagree|Not sure I agree} with {the minister|the council|the author} here. {place} needs {thing}, not {thing}.",
    "{Thank you|Thanks} for {this|the report|explaining this}.",
    "{Well said|Nonsense|Exactly|Good point|Source?|lol|This.|+1|Hear, hear}{!|.|}",
    "My {father|sister|neighbour} {worked|lived} in {place} for {number} years and {never|always} {saw|spoke of} {thing}.",
    "There is a {mistake|typo} in the {second|third} paragraph: it was {number}, not {number}.",
    "WHY DOES NOBODY IN {place} EVER ASK ABOUT {thing}???",
    "The figures are here: https://www.{host}/{letters}/{number}.pdf {page|table} {number}. They {say|show} the opposite.",
    "As {https://en.wikipedia.org/wiki/|www.bbc.co.uk/news/}{letters} {says|explains}, {thing} is {older|cheaper} than that.",
    "> {I agree|Nonsense}\n\n{Can you|Could somebody} explain why? I {live|work} in {place} and {see|notice} {thing} every day.",
    "Does anybody know {when|whether} {thing} {comes|will come} to {place}? The {paper|office} {says|said} {number} weeks.",
    "{Je suis d'accord|Pas du tout} : à {place} on parle de {thing} depuis {number} ans.",
    "{Das stimmt nicht|Genau so ist es}: in {place} gab es {number} Jahre lang keine {thing}.",
    "{Estoy de acuerdo|No lo creo}, en {place} faltan {thing} desde hace {number} años.",
    "{Полностью согласен|Это не так}: в {place} уже {number} лет говорят о {thing}.",
    "{全くその通り|賛成できません}。{place}では{number}年前から{thing}が問題です。",
    "I {won|lost} {number} pounds in the {lottery|casino at the coast} once, and {spent|regret} it all. The piece is {fair|right} about {thing}.",
    "My doctor {prescribed|stopped} {the pills|medication} after {number} weeks; {cheap|generic} ones work as well, the {study|report} says.",
    "Bitcoin {fell|rose} {number} % and {everybody|the paper} calls it {money|investment}. I call it {thing}.",
    "{The bank|My bank} {called|blocked my account} and it was a real warning, not a scam. {Call|Ask} them on the number of your card.",
    "We {walked|drove} from {place} on {Sunday|Monday} and {counted|saw} {number} people with {thing}. {Wonderful|Sad}.",
    "{First|Second}, {thing}. {Second|Third}, who pays? {place} has {number} million and {spends|wastes} it on {thing}.",
    "hahaha {brilliant|priceless}, {place} again 😂😂",
    "ok but {thing}?? {really|seriously}",
    "{Shame on you|Disgraceful}. My {mother|son} {reads|read} this paper for {number} years. Cancel my subscription to {thing}.",
]

PLACES = ["Columbus", "the valley", "Leeds", "Ohio", "our street", "the harbour", "Brussels", "Nairobi", "the north"]
THINGS = [
    "trains",
    "the bridge",
    "schools",
    "honest figures",
    "flood walls",
    "clinics",
    "buses",
    "rent",
    "water",
    "taxes",
]
THINGS += ["the vote", "teachers", "wolves", "housing", "the budget", "bicycles", "salt on the roads", "nurses"]
NAMES = ["Marta", "Oluwaseun", "Jean", "Dmitri", "Lakshmi", "Bob", "Xiu", "Fatima", "Robert Cole", "Anna Weber"]
HOSTS = ["ons.gov.uk", "census.gov", "nature.com", "example.org", "europa.eu"]
ENDS = ["com", "net", "xyz", "top", "ru", "online", "shop", "example", "org"]
LETTERS = str.maketrans({"a": "а", "e": "е", "o": "о", "i": "і", "c": "с"})
LEET = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0"})
_choice = re.compile(r"\{([^{}]*\|[^{}]*)\}")


def letters(chance: random.Random) -> str:
    return "".join(chance.choice("abcdefghiklmnoprstuvwz") for _ in range(chance.randint(5, 11)))


def spin(template: str, chance: random.Random) -> str:
    """Fill a template."""
    text = _choice.sub(lambda found: chance.choice(found[1].split("|")), template)
    fillings = {
        "link": lambda: (
            f"{chance.choice(['https://', 'http://www.', 'www.'])}{letters(chance)}.{chance.choice(ENDS)}/{letters(chance)}"
        ),
        "number": lambda: f"{chance.choice([chance.randint(2, 90), chance.randint(100, 9000)]):,}",
        "letters": lambda: letters(chance),
        "name": lambda: chance.choice(NAMES),
        "mail": lambda: f"{letters(chance)}{chance.randint(1, 99)}@{chance.choice(['gmail', 'outlook', 'mail'])}.com",
        "phone": lambda: (
            f"+{chance.randint(1, 99)} {chance.randint(100, 999)} {chance.randint(100, 999)} {chance.randint(1000, 9999)}"
        ),
        "handle": lambda: f"@{letters(chance)}",
        "place": lambda: chance.choice(PLACES),
        "thing": lambda: chance.choice(THINGS),
        "host": lambda: chance.choice(HOSTS),
    }
    return re.sub(r"\{(\w+)\}", lambda found: fillings[found[1]](), text)


def disguise(text: str, chance: random.Random) -> str:
    """Hide some words, in one of the ways in which it is done."""
    words = text.split(" ")
    for place, word in enumerate(words):
        if len(word) > 4 and word.isalpha() and chance.random() < 0.4:
            way = chance.randrange(4)
            hidden = [word.translate(LETTERS), word[0] + word[1:-1].translate(LEET) + word[-1], "\u200b".join(word)]
            words[place] = hidden[way] if way < 3 else ".".join(word)
    return " ".join(words)


def spam(count: int, chance: random.Random, half: str) -> Iterator[str]:
    """Give spam of all kinds; of `half` (seen, unseen, both) of the templates, one in six disguised."""
    start = {"seen": 0, "unseen": 1, "both": 0}[half]
    chosen = [each for kind in SPAM.values() for each in kind[start :: 1 if half == "both" else 2]]
    for _ in range(count):
        text = spin(chance.choice(chosen), chance)
        text = disguise(text, chance) if chance.random() < 1 / 6 else text
        yield f"{text} {letters(chance)}" if chance.random() < 0.2 else text


def ham(count: int, chance: random.Random, half: str, sentences: list[str]) -> Iterator[str]:
    """Give honest comments: half by templates, half of sentences of news texts where there are any."""
    start = {"seen": 0, "unseen": 1, "both": 0}[half]
    chosen = HAM[start :: 1 if half == "both" else 2]
    for _ in range(count):
        if sentences and chance.random() < 0.5:
            yield " ".join(chance.choice(sentences) for _ in range(chance.choice([1, 1, 2, 3, 5])))
        else:
            yield spin(chance.choice(chosen), chance)


def sentences_of(folder: Path, most: int = 40_000) -> list[str]:
    """Give sentences of the corpora (JSON lines packed as XZ, with a `body`), or none."""
    found: list[str] = []
    for path in sorted(folder.glob("*.jsonl.xz")) if folder.is_dir() else []:
        with lzma.open(path, "rt") as lines:
            for line in lines:
                body = re.split(r"(?<=[.!?])\s+", json.loads(line)["body"])
                found += [sentence for sentence in body if 20 < len(sentence) < 300][:20]
                if len(found) > most:
                    return found
    return found
