"""The architecture page says what the code does."""

import re
from pathlib import Path

from foodmarket.adapters.memory.audit import CHECKS
from foodmarket.domain.ledger import AccountKind, EntryKind
from foodmarket.domain.orders import ENDS, TRANSITIONS, OrderState
from foodmarket.domain.orders.process import DEADLINES

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "architecture.md").read_text()
DIAGRAM = PAGE.partition("stateDiagram-v2\n")[2].partition("```")[0]


def test_the_diagram_draws_exactly_the_transitions_of_the_process() -> None:
    drawn = set(re.findall(r"^    (\w+ --> \w+ : .+)$", DIAGRAM, re.MULTILINE))
    declared = {
        f"{row.before} --> {row.after} : {row.trigger} ({', '.join(sorted(row.actors))})"
        for row in TRANSITIONS
    }
    assert drawn == declared


def test_the_diagram_ends_where_the_process_ends() -> None:
    assert set(re.findall(r"^    (\w+) --> \[\*\]$", DIAGRAM, re.MULTILINE)) == ENDS


def test_every_state_that_waits_stands_in_the_table_of_deadlines_with_its_trigger() -> None:
    rows = _table("| state | its time runs out |")
    told = {
        OrderState(name): (trigger, reminder != "–")
        for states, _, trigger, reminder in rows
        for name in states.split(", ")
    }
    assert told == {
        state: (deadline.trigger, deadline.reminder is not None)
        for state, deadline in DEADLINES.items()
    }


def test_the_chart_of_accounts_is_complete_and_on_the_right_sides() -> None:
    rows = _table("| account | grows by |")
    told = {
        AccountKind(re.split(r"[`:]", account)[1]): (side, guarded == "yes")
        for account, side, _, guarded in rows
    }
    assert told == {
        kind: ("credit" if kind.side == 1 else "debit", kind.guarded) for kind in AccountKind
    }


def test_every_fact_that_is_booked_stands_in_the_table_of_facts() -> None:
    rows = _table("| fact | from | to |")
    assert {EntryKind(fact.partition(",")[0]) for fact, *_ in rows} == set(EntryKind)


def test_the_invariants_are_numbered_from_1_to_16() -> None:
    assert [int(number) for number, *_ in _table("| | always |")] == list(range(1, 17))


def test_what_the_audit_checks_is_marked_and_nothing_else() -> None:
    marked = {
        int(number) for number, _, checked in _table("| | always |") if checked.startswith("audit")
    }
    assert marked == {check.number for check in CHECKS}


def test_every_folder_of_the_tree_is_there() -> None:
    for folder, _ in _table("| folder |"):
        assert (ROOT / folder.strip("`")).is_dir(), folder


def _table(header: str) -> list[list[str]]:
    """The cells of the rows below the table's header."""
    lines = PAGE[PAGE.index(header) :].splitlines()[2:]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows
