"""What the board reads and says does not grow with the cases that are open: some are listed, the rest are counted."""

from pathlib import Path

from flows.board_published import board_of
from flows.board_sheet import board_sheet
from tasks import wiring
from tests.bench.deadlines import STAGES
from tests.bench.many_cases import add_quiet_cases
from tests.bench.many_runs import copy_lines
from tests.bench.sweep import counted, office

REAL, FEW, MANY = 4, 200, 2_000
ROOM = 1.25  # counts have more digits, and colours that few have are listed up to their limit


def measured(home: Path, cases: int) -> tuple[int, int]:
    """Statements put and letters said for a board of so many cases."""
    with office(home, f"sqlite:///{home}/{cases}.db") as made:
        wiring.install(made)
        for number in range(REAL):
            STAGES[number](made, number)
        add_quiet_cases(made, cases - REAL)
        copy_lines(made.store.engine, cases - REAL)
        with counted(made.store.engine) as statements:
            said = board_sheet(board_of(made), made.law, "ja")
    wiring.install(None)
    return len(statements), len(said)


def test_the_board_of_many_cases_costs_what_the_board_of_few_costs(tmp_path: Path, plain_environment: None) -> None:
    del plain_environment
    (few, said_of_few), (many, said_of_many) = (measured(tmp_path, cases) for cases in (FEW, MANY))
    assert many == few
    assert said_of_many <= ROOM * said_of_few
