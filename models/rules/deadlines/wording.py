"""The sentence on what is lost, fitted to what else is known of the case."""

from collections.abc import Callable

from models.facts import CaseFacts, StepFact

Wording = Callable[[CaseFacts, StepFact, str], str]


def as_written(_facts: CaseFacts, _step: StepFact, sentence: str) -> str:
    """The figure's own sentence."""
    return sentence


def becomes_final(_facts: CaseFacts, _step: StepFact, _sentence: str) -> str:
    """The other side's period: nothing of ours dies, the decision becomes final."""
    return "相手方がこの日までに不服を申し立てなければ、この裁判は確定します。確定までは結果を前提にしないでください。"


def final_if_ours(facts: CaseFacts, step: StepFact, sentence: str) -> str:
    """A ruling on somebody's appeal or objection: `granted` is read as the result in our favour, and says so."""
    return (
        f"{becomes_final(facts, step, sentence)}"
        "当方に有利な結果として扱っています。相手方の不服申立てが認められたのなら、記録の結果を直してください。"
    )
