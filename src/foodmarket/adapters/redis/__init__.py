"""What is quick to ask and may be lost: sessions, rates and presence, kept in Redis or Valkey."""

from foodmarket.adapters.redis.connection import connect
from foodmarket.adapters.redis.gate import RedisGate
from foodmarket.adapters.redis.limiter import RedisLimiter
from foodmarket.adapters.redis.presence import RedisPresence
from foodmarket.adapters.redis.sessions import RedisSessions

__all__ = ["RedisGate", "RedisLimiter", "RedisPresence", "RedisSessions", "connect"]
