"""The checklist that a story passes before readers get it.

`checks.CHECKS` is the table: what each check wants, and which field of the form mends it. The settings GATE_BLOCKS and
GATE_WARNS say which of them stop a story and which only warn. What members of the newsroom publish by hand is held
against it (articles/admin/gate.py). Imported stories and the demo are not: they were published elsewhere or made for
show, and a file that was refused at night would be missed by nobody. What was scheduled is not stopped at its second
either, when nobody is there to answer: what changes it until then is held against the checklist when it is saved.
"""

from articles.gate.candidate import Candidate
from articles.gate.checks import CHECKS, Check
from articles.gate.report import BLOCKS, PASSES, WARNS, Line, Report, report_of, reports_of

__all__ = ["BLOCKS", "CHECKS", "PASSES", "WARNS", "Candidate", "Check", "Line", "Report", "report_of", "reports_of"]
