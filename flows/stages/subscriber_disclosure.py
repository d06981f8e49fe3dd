"""④ 契約者の開示.

Asked: name and address of the subscriber, by suit (民事訴訟, 情プラ法5条1項・2項) or, for a number, by 弁護士会照会
(弁護士法23条の2).
Rule: models/rules/progress/subscriber_disclosure. Letters: 訴状（発信者情報開示請求）, 弁護士会照会申出書.
Leaves behind: the appeal period, then limitation and the complaint period from knowing the sender.
"""

from prefect import task

from flows.faults import kept_out
from flows.stages.drafting import draft_all
from models.rules.progress.plan import Todo
from models.terms import Stage

STAGE = Stage.SUBSCRIBER_DISCLOSURE


@task(name=STAGE, task_run_name="④subscriber_disclosure", persist_result=False)
def run(case_id: str, todos: tuple[Todo, ...]) -> None:
    """Draft the complaint or the inquiry."""
    with kept_out():
        draft_all(case_id, todos)
