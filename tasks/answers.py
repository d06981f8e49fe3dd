"""The one door for answers: whichever handle was used (run page, deployment, command line), it ends here."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from models.answers.faults import Fault, Faults
from models.answers.turns import Action
from models.tables import WaitRow
from models.terms import WaitKind
from tasks.case_store.answering import Door, KeepReleased, NotWaiting, answer_faults, record_answer
from tasks.case_store.legs import open_waits, wait_by_id
from tasks.case_store.proofs import KeepProof, ProofFile, stored_proof
from tasks.case_store.releasing import (
    Read,
    changed_since_read,
    keep_released,
    read_by_attorney,
    released_paper,
)
from tasks.case_store.turning import meant_wait
from tasks.release_checks import ReleaseFault, release_faults
from tasks.wiring import Services


def answer_wait(
    made: Services,
    ref: str,
    wait_id: int,
    typed: Mapping[str, Any],
    proof: ProofFile | None = None,
    seen: Read | None = None,
) -> Action:
    """Record what was typed for one wait, and the file that proves a sending; return what it was.

    `seen`: what the attorney saw of the letter before; another version or other facts by now refuse the release.
    Raises Faults, NotWaiting, NoSuchCase.
    """
    door = Door(law=made.law, documentation_addresses=made.registry_is_loopback)
    meant_id, meant = meant_wait(made.store, ref, wait_id, typed)
    kept = replace(
        door,
        keep_released=_released(made, door, ref, meant_id, meant, seen),
        keep_proof=_proof(made, ref, meant_id, proof) if proof else None,
    )
    return record_answer(made.store, kept, ref, wait_id, typed, made.clock.now())


def find_wait(made: Services, ref: str, kind: WaitKind | None, subject: str | None) -> WaitRow:
    """The most urgent open wait of this kind (and subject). Raises NotWaiting naming what is waited for."""
    waits = open_waits(made.store, ref)
    for wait in waits:
        if (kind is None or wait.kind is kind) and (subject is None or wait.subject == subject):
            return wait
    shown = ", ".join(f"{wait.kind}@{wait.subject}" for wait in waits) or "nothing"
    msg = f"case {ref}: no open wait {kind or ''}@{subject or '*'}; waited for: {shown}"
    raise NotWaiting(msg)


def _proof(made: Services, ref: str, wait_id: int, proof: ProofFile) -> KeepProof | None:
    wait = wait_by_id(made.store, wait_id)
    return stored_proof(made.documents, ref, wait, proof) if wait else None


def _released(
    made: Services, door: Door, ref: str, wait_id: int, typed: Mapping[str, Any], seen: Read | None
) -> KeepReleased | None:
    """What records the version that this answer releases, if it does; its files are made before any transaction.

    No file is made for an answer that will be refused. Raises Faults: those of the answer and of the paper at once.
    """
    wait = wait_by_id(made.store, wait_id)
    releases = typed.get("decision", "release") == "release" and typed.get("action", "answer") == "answer"
    if wait is None or wait.kind is not WaitKind.LETTER_RELEASE or not releases or wait.letter_id is None:
        return None
    read = read_by_attorney(made, wait.letter_id)
    of_answer = answer_faults(made.store, door, ref, wait_id, typed, made.clock.now())
    faults = [*of_answer, *map(_in_form, release_faults(made, wait.letter_id))]
    if seen not in {None, read}:
        faults.append(changed_since_read(wait.subject))
    if faults:
        raise Faults(faults)
    return partial(keep_released, made, released_paper(made, read))


def _in_form(fault: ReleaseFault) -> Fault:
    return Fault(field="letter", value=fault.what, cure=f"{fault.cure}（{fault.cite}）")
