"""Captures and looks as people read them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final

from models.terms import CaptureResult
from tasks.capture.manifest import DamagedCapture, checked_files
from tasks.case_store.captures import Listed
from tasks.wiring import Services

if TYPE_CHECKING:
    from models.rules.page_looks import PageStanding
    from tasks.capture.rechecking import Rechecked

RESULTS: Final[Mapping[CaptureResult, str]] = {
    CaptureResult.CAPTURED: "保全しました",
    CaptureResult.ONLINE: "掲載中です",
    CaptureResult.GONE: "ページがなくなっています",
    CaptureResult.REFUSED: "ページが見せてくれません",
    CaptureResult.UNREACHABLE: "届きません",
    CaptureResult.UNSAFE: "公開されたアドレスではないため、開きません",
    CaptureResult.UNCLEAR: "判断できません",
}
_JST: Final = timezone(timedelta(hours=9))


def listed_json(made: Services, captures: Iterable[Listed]) -> list[dict[str, Any]]:
    """One row a capture; `damaged` says what of its files is not what was kept."""
    return [
        {
            "capture": each.id,
            "case": each.ref,
            "post": each.post_no,
            "purpose": str(each.purpose),
            "result": str(each.result),
            "because": each.because,
            "url": each.page,
            "looked_at": each.looked_at.isoformat(),
            "folder": each.folder,
            "manifest_sha256": each.manifest_sha256,
            "stamped_at": each.stamped_at.isoformat() if each.stamped_at else None,
            "stamped_by": each.stamped_by,
            "damaged": _damage(made, each),
        }
        for each in captures
    ]


def listed_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """The same for a person, one line a capture."""
    return "\n".join(_listed_line(row) for row in rows) or "保全はまだありません"


def rechecked_text(found: "Rechecked") -> str:
    """One post after a look; a post found gone is offered as a fact that a person confirms."""
    verdict = found.captured.verdict
    about = f"{found.ref} 投稿{found.post_no}"
    lines = [f"{about}: {RESULTS[verdict.result]}{f'（{verdict.because}）' if verdict.because else ''}"]
    lines.append(f"  {standing_text(found.standing)}")
    if verdict.cure:
        lines.append(f"  {verdict.cure}")
    if found.captured.folder:
        lines.append(f"  保全{found.captured.id}: KAIJI_HOME/documents/{found.captured.folder}")
    if found.confirm:
        lines.append(
            "  削除の事実はまだ記録していません。人が画面で確かめてから、次で記録してください:\n"
            f"  kaiji recheck {found.ref} --deleted {found.post_no} --on 削除された日 --by 記録者"
        )
    return "\n".join(lines)


def rechecked_json(found: "Rechecked") -> dict[str, Any]:
    """The same with stable keys."""
    standing = found.standing
    return {
        "case": found.ref,
        "post": found.post_no,
        "result": str(found.captured.verdict.result),
        "because": found.captured.verdict.because,
        "cure": found.captured.verdict.cure,
        "capture": found.captured.id,
        "last_online": standing.last_online.isoformat() if standing.last_online else None,
        "first_gone": standing.first_gone.isoformat() if standing.first_gone else None,
        "confirm": found.confirm,
    }


def standing_text(standing: "PageStanding") -> str:
    """Last seen online, first seen gone."""
    online = _moment(standing.last_online) if standing.last_online else "まだ見ていません"
    if standing.first_gone is None:
        return f"最後に掲載を確認: {online}"
    return f"最後に掲載を確認: {online} → 消えたことを最初に確認: {_moment(standing.first_gone)}"


def _listed_line(row: Mapping[str, Any]) -> str:
    about = f"{row['case']} 投稿{row['post']}" if row["post"] else row["case"] or "事件なし"
    at = _moment(datetime.fromisoformat(row["looked_at"]))
    stamped = "タイムスタンプあり" if row["stamped_at"] else "タイムスタンプなし"
    kept = f" {row['folder']} {stamped}" if row["folder"] else ""
    damage = f"\n  !! {row['damaged']}" if row["damaged"] else ""
    return f"{row['capture']}: {about} {at} {RESULTS[CaptureResult(row['result'])]}{kept}{damage}"


def _damage(made: Services, capture: Listed) -> str:
    if not capture.folder:
        return ""
    try:
        checked_files(made.documents, capture.folder, capture.manifest_sha256)
    except DamagedCapture as damaged:
        return str(damaged)
    return ""


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(_JST):%Y-%m-%d %H:%M}"
