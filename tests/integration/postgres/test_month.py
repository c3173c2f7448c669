"""A month's statements of all cooks, written by the command, add up to the book."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import asyncpg

from benchmarks.month import MONTH, fill
from foodmarket.domain.statements import AMOUNTS
from tests.integration.demo.commands import foodmarket

NEXT_MONTH = "2026-11"
ORDERS, COOKS = 600, 6
PAYABLE = """
    SELECT account, sum(amount)::bigint FROM ledger_postings
    WHERE account LIKE 'payable:%' GROUP BY account
"""
EARNED = "SELECT sum(amount)::bigint FROM ledger_postings WHERE account = 'income:commission'"


async def test_a_month_is_written_cook_by_cook_and_adds_up_to_the_book(
    migrated_url: str, tmp_path: Path
) -> None:
    """Nothing is booked after the month, so what is payable at its end is so still."""
    await fill(migrated_url, ORDERS, COOKS)
    connection = await asyncpg.connect(migrated_url)
    payable = {row[0]: row[1] for row in await connection.fetch(PAYABLE)}
    earned = await connection.fetchval(EARNED)
    await connection.close()
    written = await statements(migrated_url, MONTH, tmp_path)
    following = await statements(migrated_url, NEXT_MONTH, tmp_path)
    sums: Counter[str] = Counter()
    for account, amount in payable.items():
        name = f"{account.partition(':')[2]}-RUB.json"
        statement, after = written.pop(name), following.pop(name)
        assert statement["closing"] == after["opening"] == after["closing"] == amount
        for column in AMOUNTS:
            assert sum(line[column] for line in statement["lines"]) == statement["total"][column]
        assert statement["opening"] + statement["total"]["net"] == statement["closing"]
        sums.update(statement["total"])
    assert (written, following) == ({}, {})
    assert sums["commission"] == earned > 0
    taken = sums["retention"] + sums["commission"] + sums["refunds"] + sums["paid"]
    assert sums["gross"] - taken + sums["adjustments"] == sums["net"]


async def statements(url: str, month: str, folder: Path) -> dict[str, Any]:
    """Run the command; return what it wrote, by the names of the files."""
    output = folder / month
    asked = ("statements", "--month", month, "--output", str(output), "--format", "json")
    done = await foodmarket(*asked, DATABASE_URL=url)
    assert done.code == 0, done.out + done.said
    assert f"{COOKS} statements" in done.out
    assert "as in the book" in done.out
    return {path.name: json.loads(path.read_text()) for path in output.iterdir()}
