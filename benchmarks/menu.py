"""Menu reads over HTTP: what everybody does who orders nothing yet."""

from benchmarks.load import drive
from benchmarks.orders import summary
from benchmarks.stand import Cpu, Stand

REQUEST = b"GET /v1/menu HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\n\r\n"
DISHES_SHOWN = 20  # one page, as the API answers without a limit
CONNECTIONS = 8


def is_full_page(answer: bytes) -> bool:
    """Tell whether an answer is a menu of one full page."""
    return answer.startswith(b"HTTP/1.1 200 ") and answer.count(b'"dsh_') == DISHES_SHOWN + 1


async def menu_reads(stand: Stand, seconds: float) -> dict[str, float]:
    """Read the first page for that long."""
    moments: list[Cpu] = []
    run = await drive(
        stand.port,
        lambda: REQUEST,
        is_full_page,
        connections=CONNECTIONS,
        seconds=seconds,
        measured=lambda: moments.append(stand.cpu()),
    )
    return summary(run) | {
        f"{name}_cpu_ms": spent for name, spent in moments[1].per(run.count, moments[0]).items()
    }
