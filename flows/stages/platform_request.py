"""① プラットフォームへの請求.

Asked: IP address, port and moment of each post (or phone / e-mail), of the platform, under 情プラ法5条1項.
Rule: models/rules/progress/platform_request. Letters: 発信者情報開示請求書,
回答催促書, 仮処分命令申立書 (with deletion if wanted).
Leaves behind: the log's expiry (planned as the shortest until the provider is known), deposit and execution periods.
"""

from prefect import task

from flows.faults import kept_out
from flows.stages.drafting import draft_all
from models.rules.progress.plan import Todo
from models.terms import Stage

STAGE = Stage.PLATFORM_REQUEST


@task(name=STAGE, task_run_name="①platform_request", persist_result=False)
def run(case_id: str, todos: tuple[Todo, ...]) -> None:
    """Draft what the platform or the court is to get."""
    with kept_out():
        draft_all(case_id, todos)
