"""申立ての方式: electronic or on paper, by the day on which the case was commenced (law.md §9)."""

from dataclasses import dataclass
from datetime import date

from models.facts import ExplainedStep
from models.provisions.faults import LawError
from models.provisions.law import Law
from models.terms import Confidence, Procedure


@dataclass(frozen=True, kw_only=True)
class FilingMode:
    """方式. `paper_admissible` False: a paper filing is inadmissible."""

    paper_admissible: bool
    confidence: Confidence
    steps: tuple[ExplainedStep, ...]


def filing_mode(*, procedure: Procedure, commenced_on: date, by_attorney: bool, law: Law) -> FilingMode:
    """Return how a court paper is filed; later papers follow the day the case was commenced.

    Raises LawError for a procedure before no court or a day that no version covers.
    """
    rules = (r for r in law.courts.filing if procedure in r.procedures and r.in_force(commenced_on))
    rule = next(rules, None)
    if rule is None:
        raise LawError(
            f"procedure {procedure!r} commenced {commenced_on}: no rule of filing; see models/law/courts.toml"
        )
    must = rule.attorney_must_file_electronically and by_attorney
    steps = [ExplainedStep(text=rule.text, cite=rule.marked(rule.cite))]
    if rule.attorney_must_file_electronically and not by_attorney:
        steps.append(ExplainedStep(text="弁護士等によらない本人は書面でも提起できる", cite=rule.marked(rule.cite)))
    return FilingMode(paper_admissible=not must, confidence=rule.confidence, steps=tuple(steps))
