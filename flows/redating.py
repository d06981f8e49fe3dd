"""`redate`: every open case under the law as it is now, on one page: old → new → because."""

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows.faults import kept_out
from flows.redating_shown import as_text
from tasks.redating import redate
from tasks.wiring import services

SHEET = "redating"


@flow(name="redate", flow_run_name="redate", retries=0, persist_result=False)
def redate_flow(case_id: str = "", dry_run: bool = True) -> str:  # noqa: FBT001, FBT002 (a parameter of the deployment)
    """Date all open cases anew and show what changed; only differences are told.

    Args:
        case_id: 事件の整理番号（空なら進行中の全部）
        dry_run: 試しに見るだけ（何も書かず、通知も出しません）
    """
    with kept_out():
        done = redate(services(), ref=case_id or None, dry_run=dry_run)
        create_markdown_artifact(f"```\n{as_text(done)}\n```", key=SHEET, description="期限の計算し直し")
        number = sum(len(changes) for _, changes in done.changes)
        return f"{done.looked_at} looked at, {number} dates changed, {len(done.failed)} failed"
