"""③ ログ保存.

Asked: to keep the connection log until the suit ends, of each log holder; voluntary (law.md P4).
Rule: models/rules/progress/log_preservation. Letters: ログ保存要請書, 督促書, 訴え提起の通知及び再要請, 延長の要請書.
Leaves behind: the promised date, itself a deadline with a renewal. Only a written date or an order is safe.
"""

from prefect import task

from flows.faults import kept_out
from flows.stages.drafting import draft_all
from models.rules.progress.plan import Todo
from models.terms import Stage

STAGE = Stage.LOG_PRESERVATION


@task(name=STAGE, task_run_name="③log_preservation", persist_result=False)
def run(case_id: str, todos: tuple[Todo, ...]) -> None:
    """Draft what the holders are to get."""
    with kept_out():
        draft_all(case_id, todos)
