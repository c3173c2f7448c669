"""Many callers at once, and what each of them was told."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable

from foodmarket.domain.kernel.errors import Refusal

DONE = "done"


async def outcomes(calls: Iterable[Awaitable[object]]) -> Counter[str]:
    """Run all calls at the same time; count refusals by class name, and successes as `DONE`.

    What is not a refusal of the marketplace is raised.
    """
    answers = await asyncio.gather(*calls, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, Refusal):
            raise answer
    return Counter(
        type(answer).__name__ if isinstance(answer, Refusal) else DONE for answer in answers
    )
