"""The client: impatient, so that a server that is gone is noticed soon."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import RedisError

from foodmarket.domain.kernel.errors import StoreUnavailable

CONNECTIONS = 32  # per process; more callers than that wait for a moment
SECONDS = 1.0
_IDLE_SECONDS = 30
_CLOSED = "the handler is closed"


def connect(url: str, seconds: float = SECONDS) -> Redis:
    """Return a client of the server at ``redis://``, ``rediss://`` or ``unix://``.

    It connects when it is first used, and again by itself whenever the server comes back. It waits
    so many ``seconds`` to connect, for an answer, and for a free connection.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=seconds,
        socket_timeout=seconds,
        socket_connect_timeout=seconds,
        # One more try: a connection from before a restart of the server fails only when used.
        retry=Retry(NoBackoff(), 1, supported_errors=(NoConnection,)),
        health_check_interval=_IDLE_SECONDS,
    )
    return Redis.from_pool(pool)


@contextmanager
def refusing() -> Iterator[None]:
    """Turn whatever keeps the server from answering into `StoreUnavailable`."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise StoreUnavailable(store="redis") from error
    except RuntimeError as error:
        # What uvloop says of a connection that was closed between its opening and the first word.
        if _CLOSED not in str(error):
            raise
        raise StoreUnavailable(store="redis") from error
