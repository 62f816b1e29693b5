"""Judges new comments by rules that can be read and a score that was learned; every verdict says why.

fold.py compares words · rules.py looks at the comment · wordlists.py finds listed words · likeness.py and history.py
look at what came before · learned.py adds what decisions taught · wording.py says it all in one sentence · trial.py
tells what other weights would have done.
"""

from articles.models import Article
from comments.judging.features import features_of
from comments.judging.history import History, look_back
from comments.judging.known import Known, mirror
from comments.judging.learned import bound
from comments.judging.policy import BEING_CHECKED, is_asked_outside, policy_of
from comments.judging.rules import RULES, Reading, weigh_words
from comments.judging.wording import sentence, state_by
from comments.models import Comment, State, Verdict, Weighed
from comments.models.weight import Weight

__all__ = ["explain", "judge"]

POLICIES = {
    "held": "here every comment waits for an editor",
    "first": "here the first comment from a network waits for an editor",
    "closed": "comments were closed",
}


def judge(article: Article, name: str, text: str, *, parent: Comment | None = None, network: str = "") -> Verdict:
    """Judge a comment that somebody is about to post. It only reads: call it before the transaction begins.

    Two queries, whatever is judged: what holds now, and what was posted before.

    Args:
        parent: the comment that it answers.
        network: the hash of today of the sender's network, "" for none.
    """
    known, reading, past = mirror.now(), Reading(name, text), look_back(text, network)
    weights = known.rules.weights
    reasons = weigh_words(reading, weights, known.rules.lists)
    reasons += past.weigh(weights) + weigh_learned(reading, known, reasons)
    score = round(sum(reason.weight for reason in reasons), 1)
    return _stand(article, past, reasons, score, state_by(score, weights))


def weigh_learned(reading: Reading, known: Known, reasons: list[Weighed]) -> list[Weighed]:
    """Give what was learned for or against the comment; alone it never holds one back."""
    if known.learned.is_silent:
        return []
    excused = sum(reason.weight for reason in reasons if reason.code in RULES)
    words, points = known.learned.weigh(features_of(reading), bound(known.rules.weights), excused)
    return [Weighed("learned", words, points)] if points else []


def _stand(article: Article, past: History, reasons: list[Weighed], score: float, state: State) -> Verdict:
    """Give the verdict: the score decides, then the policy of the story or the site, then who is asked outside."""
    policy = policy_of(article)
    if state == State.VISIBLE and (policy in ("held", "closed") or (policy == "first" and past.is_first)):
        state = State.HELD
        reasons.append(Weighed("policy", POLICIES[policy], 0.0))
    asks = state != State.SPAM and is_asked_outside()
    if asks:
        reasons.append(Weighed("asked", BEING_CHECKED, 0.0))
    shows, state = state == State.VISIBLE, State.HELD if asks else state
    return Verdict(state, score, reasons, past.likeness, shows_when_checked=shows if asks else None)


def explain(comment: Comment) -> str:
    """Give why a comment stands where it does, in one sentence, by the thresholds in force."""
    return sentence(comment.reasons, comment.score, Weight.objects.in_force())
