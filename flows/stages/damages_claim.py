"""⑤ 損害賠償等.

Asked: pledge, damages, expenses, criminal complaint, in any combination (民法709・710・723条, 刑訴230条).
Rule: models/rules/progress/damages_claim. Letters: 通知書, 訴状（損害賠償請求）, 告訴状.
Leaves behind: limitation (民法724条), complaint period (刑訴235条), prosecution bar (刑訴250条) until they are met.
"""

from prefect import task

from flows.faults import kept_out
from flows.stages.drafting import draft_all
from models.rules.progress.plan import Todo
from models.terms import Stage

STAGE = Stage.DAMAGES_CLAIM


@task(name=STAGE, task_run_name="⑤damages_claim", persist_result=False)
def run(case_id: str, todos: tuple[Todo, ...]) -> None:
    """Draft what the sender, the court or the police are to get."""
    with kept_out():
        draft_all(case_id, todos)
