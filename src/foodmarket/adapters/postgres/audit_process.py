"""Invariants of orders, portions, events, answers and operations."""

from foodmarket.adapters.postgres.audit_rules import Rule
from foodmarket.domain.disputes.model import DisputeState
from foodmarket.domain.orders.process import ENDS, TRANSITIONS, Effect

_ENDS = [state.value for state in ENDS]
_OVER = [state.value for state in DisputeState if state.final]
_EDGES = [
    f"{row.before} {row.trigger} {row.after} {actor}" for row in TRANSITIONS for actor in row.actors
]
_EDGES += ["placed place placed customer"]
_FREEING = [
    f"{row.before} {row.trigger}" for row in TRANSITIONS if Effect.FREE_PORTIONS in row.effects
]

# What an order holds goes by its history alone, and not by the counters.
_PORTIONS_WITHIN_OFFER = """
    WITH held AS (
        SELECT
            reservation ->> 'slot_id' AS slot_id,
            (reservation ->> 'work_units')::bigint AS work_units,
            reservation -> 'dishes' AS dishes
        FROM orders o
        WHERE NOT EXISTS (
            SELECT FROM order_steps s
            WHERE s.order_id = o.id AND s.before || ' ' || s.trigger = ANY ($1)
        )
    ), dish AS (
        SELECT slot_id, d ->> 'dish_id' AS dish_id, sum((d ->> 'quantity')::bigint) AS portions
        FROM held CROSS JOIN LATERAL jsonb_array_elements(dishes) d
        GROUP BY slot_id, d ->> 'dish_id'
    ), slot AS (
        SELECT s.*, coalesce(p.portions, 0) AS held, coalesce(w.work_units, 0) AS held_work
        FROM slots s
        LEFT JOIN (
            SELECT slot_id, sum(portions) AS portions FROM dish GROUP BY slot_id
        ) p ON p.slot_id = s.id
        LEFT JOIN (
            SELECT slot_id, sum(work_units) AS work_units FROM held GROUP BY slot_id
        ) w ON w.slot_id = s.id
    )
    SELECT format(
        'slot %s counts %s of %s portions and %s of %s work, orders hold %s and %s',
        id, portions_taken, portions, work_taken, work_units, held, held_work
    )
    FROM slot
    WHERE (portions_taken, work_taken) <> (held, held_work)
        OR portions_taken > portions OR work_taken > work_units
    UNION ALL
    SELECT format(
        'dish %s of slot %s counts %s of %s, orders hold %s',
        c.dish_id, c.slot_id, c.taken, c.most, coalesce(d.portions, 0)
    )
    FROM slot_dishes c LEFT JOIN dish d USING (slot_id, dish_id)
    WHERE c.taken <> coalesce(d.portions, 0) OR c.taken > c.most
"""

_LIVE_ORDERS_HAVE_DEADLINES = """
    SELECT format('order %s is %s with deadline %s', id, state, deadline)
    FROM orders
    WHERE (deadline IS NOT NULL AND due_at IS NOT NULL) = (state = ANY ($1))
"""

_ENDED_ORDERS_HOLD_NOTHING = """
    SELECT format('order %s is %s, %s holds %s', o.id, o.state, b.account, b.amount)
    FROM ledger_balances b
    JOIN orders o ON o.id = split_part(b.account, ':', 2)
    WHERE b.amount <> 0 AND o.state = ANY ($1)
        AND split_part(b.account, ':', 1) IN ('escrow', 'retention')
"""

_DISPUTED_ORDERS_HOLD_STILL = """
    SELECT format('dispute %s is %s, its order is %s', d.id, d.state, o.state)
    FROM disputes d JOIN orders o ON o.id = d.order_id
    WHERE d.state <> ALL ($1) AND (
        o.state IN ('delivered', 'completed') OR (d.kind = 'complaint' AND o.state <> 'disputed')
    )
"""

# Sent events are gone; those that wait about an order must be about one that there is, and have
# been told once.
_EVENTS_HAVE_ORDERS = """
    SELECT format('event %s is about %s, which there is not', position, subject)
    FROM outbox
    WHERE subject LIKE 'ord\\_%' AND NOT EXISTS (SELECT FROM orders WHERE orders.id = subject)
    UNION ALL
    SELECT format('notice %s is about %s, which there is not', event_id, order_id)
    FROM notices WHERE NOT EXISTS (SELECT FROM orders WHERE orders.id = order_id)
"""

_ANSWERS_HAVE_SUBJECTS = """
    SELECT format('key %s of %s has no order %s', text, owner, subject)
    FROM answers
    WHERE subject LIKE 'ord\\_%' AND NOT EXISTS (SELECT FROM orders WHERE orders.id = subject)
"""

_STEPS_ALONG_EDGES = """
    WITH walked AS (
        SELECT
            *,
            lag(after, 1, 'placed') OVER (PARTITION BY order_id ORDER BY number) AS stood,
            lead(number) OVER (PARTITION BY order_id ORDER BY number) IS NULL AS last
        FROM order_steps
    )
    SELECT format('order %s went %s -> %s by %s of %s', order_id, before, after, trigger, actor)
    FROM walked
    WHERE before <> stood OR concat_ws(' ', before, trigger, after, actor) <> ALL ($1)
    UNION ALL
    SELECT format('order %s is %s, its history ends %s', o.id, o.state, w.after)
    FROM orders o LEFT JOIN walked w ON w.order_id = o.id AND w.last
    WHERE w.after IS DISTINCT FROM o.state
"""

_OPERATIONS_RECORDED = """
    SELECT format('operation %s belongs to nothing', p.id)
    FROM operations p
    WHERE NOT EXISTS (
        SELECT FROM payments JOIN orders ON orders.id = payments.order_id
        WHERE payments.id = p.payment_id AND orders.id = p.order_id
    )
    UNION ALL
    SELECT format('payment %s has %s unfinished operations', payment_id, count(*))
    FROM operations WHERE state NOT IN ('succeeded', 'failed')
    GROUP BY payment_id HAVING count(*) > 1
"""

PROCESS = (
    Rule.of(6, "portions_within_offer", "slots", _PORTIONS_WITHIN_OFFER, _FREEING),
    Rule.of(8, "live_orders_have_deadlines", "orders", _LIVE_ORDERS_HAVE_DEADLINES, _ENDS),
    Rule.of(9, "ended_orders_hold_nothing", "orders", _ENDED_ORDERS_HOLD_NOTHING, _ENDS),
    Rule.of(9, "disputed_orders_hold_still", "disputes", _DISPUTED_ORDERS_HOLD_STILL, _OVER),
    Rule.of(10, "events_have_orders", "outbox", _EVENTS_HAVE_ORDERS),
    Rule.of(12, "answers_have_subjects", "answers", _ANSWERS_HAVE_SUBJECTS),
    Rule.of(13, "steps_along_edges", "orders", _STEPS_ALONG_EDGES, _EDGES),
    Rule.of(16, "operations_recorded", "operations", _OPERATIONS_RECORDED),
)
