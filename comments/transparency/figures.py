"""What the report counts. Page, table and file are made of this list."""

from typing import NamedTuple

from comments.models import Reason, State

TARGETS = (State.VISIBLE, State.HELD, State.REJECTED, State.REMOVED, State.SPAM)
RULES, PEOPLE = "rules", "people"


class Figure(NamedTuple):
    """One figure: its name in files, its words over a column, and how it comes about."""

    key: str
    words: str
    told: str
    is_time: bool = False


class Group(NamedTuple):
    """Figures that stand in one table."""

    name: str
    anchor: str
    figures: list[Figure]
    figures_are_rows: bool = False
    """Sentences read better down the side of a table than over its columns."""


WORDS = {
    State.VISIBLE: "shown",
    State.HELD: "held",
    State.REJECTED: "rejected",
    State.REMOVED: "removed",
    State.SPAM: "spam",
}
BY = {RULES: "by rules", PEOPLE: "by people"}
TOLD = {
    (RULES, State.VISIBLE): "shown as soon as they were sent, or after a check by the program",
    (RULES, State.HELD): "kept back by the program until somebody looked; also when many readers reported a comment",
    (RULES, State.REJECTED): "declined by the program",
    (RULES, State.REMOVED): "taken down by the program",
    (RULES, State.SPAM): "taken for advertising by the program",
    (PEOPLE, State.VISIBLE): "shown after somebody of the newsroom looked at them",
    (PEOPLE, State.HELD): "taken back into the queue by somebody",
    (PEOPLE, State.REJECTED): "declined by somebody before readers saw them",
    (PEOPLE, State.REMOVED): "taken down by somebody after readers saw them",
    (PEOPLE, State.SPAM): "put aside as advertising by somebody",
}

GROUPS = [
    Group(
        "Comments",
        "comments",
        [
            Figure("received", "Received", "comments that readers sent"),
            *(
                Figure(f"{by}_{target.value}", f"{WORDS[target].capitalize()} {BY[by]}", TOLD[by, target])
                for by in (RULES, PEOPLE)
                for target in TARGETS
            ),
            Figure("withdrawn", "Taken back", "comments that their writers deleted"),
            Figure(
                "wait",
                "Median wait",
                "half of the comments that were held waited less than this until somebody decided, half longer",
                is_time=True,
            ),
        ],
    ),
    Group(
        "Why comments were rejected, removed or put aside",
        "reasons",
        [
            *(Figure(f"reason_{reason.value}", reason.label.rstrip("."), "") for reason in Reason),
            Figure("reason_none", "No reason from the list", ""),
        ],
        figures_are_rows=True,
    ),
    Group(
        "Reports and appeals",
        "reports",
        [
            Figure("reports", "Reports received", "reports of comments by readers"),
            Figure("reports_upheld", "Reports upheld", "reports that the newsroom agreed with"),
            Figure("reports_dismissed", "Reports dismissed", "reports that the newsroom did not follow"),
            Figure("reports_contested", "Reports contested", "dismissals that the reporter asked to look at again"),
            Figure(
                "report_wait",
                "Median time to decision",
                "half of the reports were decided in less than this, half took longer; of several on one comment the "
                "oldest counts as decided first",
                is_time=True,
            ),
            Figure("appeals", "Appeals", "decisions that the writer of the comment asked to look at again"),
            Figure("appeals_upheld", "Appeals upheld", "appeals that the newsroom agreed with"),
            Figure("appeals_dismissed", "Appeals dismissed", "appeals after which the decision stood"),
        ],
    ),
]
FIGURES = [figure for group in GROUPS for figure in group.figures]
