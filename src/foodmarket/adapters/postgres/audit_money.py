"""Invariants of payments and the book."""

from foodmarket.adapters.postgres.audit_rules import Rule
from foodmarket.domain.ledger.model import GENESIS, AccountKind

_GUARDED = [kind.value for kind in AccountKind if kind.guarded]
_BY_DEBIT = [kind.value for kind in AccountKind if kind.side < 0]

_ENTRIES_BALANCE = """
    SELECT format('entry %s is off by %s', e.key, coalesce(sum(p.amount), 0))
    FROM ledger_entries e LEFT JOIN ledger_postings p USING (position)
    GROUP BY e.key
    HAVING coalesce(sum(p.amount), 0) <> 0 OR count(p.amount) = 0
        OR count(*) FILTER (WHERE p.currency <> e.currency) > 0
"""

# Each link is recomputed from the digest before it and from the entry as it stands in the book.
_CHAIN_UNBROKEN = """
    SELECT format('link %s (%s) is broken', number, key)
    FROM (
        SELECT
            c.number, c.digest, e.key,
            lag(c.digest, 1, ($1::text[])[1]) OVER (ORDER BY c.number) AS previous,
            row_number() OVER (ORDER BY c.number) AS place,
            concat_ws(
                '|', e.key, e.kind,
                to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00',
                e.currency, e.order_id, coalesce(p.lines, '')
            ) AS content
        FROM ledger_chain c
        LEFT JOIN ledger_entries e USING (position)
        LEFT JOIN LATERAL (
            SELECT string_agg(account || '=' || amount, ',' ORDER BY line) AS lines
            FROM ledger_postings WHERE position = e.position
        ) p ON true
    ) links
    WHERE number <> place OR key IS NULL
        OR digest <> encode(sha256(convert_to(previous || '|' || content, 'UTF8')), 'hex')
    UNION ALL
    SELECT format('entry %s is neither chained nor waiting for it', e.key)
    FROM ledger_entries e
    WHERE NOT EXISTS (SELECT FROM ledger_chain c WHERE c.position = e.position)
        AND NOT EXISTS (SELECT FROM ledger_unchained u WHERE u.position = e.position)
"""

_CAPTURED_WITHIN_AMOUNT = """
    SELECT format('payment %s is %s with %s of %s captured', id, state, captured, amount)
    FROM payments
    WHERE captured NOT BETWEEN 0 AND amount OR (captured <> 0) <> (state = 'captured')
    UNION ALL
    SELECT format('order %s has %s captures', order_id, count(*))
    FROM ledger_entries WHERE kind = 'captured'
    GROUP BY order_id HAVING count(*) > 1
"""

_REFUNDS_WITHIN_CAPTURED = """
    SELECT format('payment %s refunded %s of %s and keeps %s', id, refunded, captured, keep)
    FROM payments
    WHERE refunded < 0 OR refunded > captured OR (refunded > 0 AND refunded > captured - keep)
"""

_REFUNDS_TOLD = """
    WITH told AS (
        SELECT
            order_id, id, state,
            (facts -> 'amount' ->> 'amount')::bigint AS amount,
            (facts -> 'returned' ->> 'amount')::bigint AS returned,
            (SELECT sum((line ->> 'amount')::bigint)
                FROM jsonb_array_elements(facts -> 'parts' -> 'lines') line)
                + (facts -> 'parts' -> 'delivery' ->> 'amount')::bigint
                + (facts -> 'parts' -> 'tip' ->> 'amount')::bigint AS parts
        FROM refunds
    ), summed AS (
        SELECT
            order_id,
            sum(amount) FILTER (
                WHERE state NOT IN ('requested', 'declined', 'abandoned')
            ) AS given,
            sum(returned) AS returned
        FROM told GROUP BY order_id
    )
    SELECT format('refund %s of %s does not add up', id, amount)
    FROM told WHERE parts <> amount OR (returned = amount) <> (state = 'succeeded')
    UNION ALL
    SELECT format('payment %s refunded %s, refunds say %s', p.id, p.refunded, s.given)
    FROM payments p JOIN summed s USING (order_id)
    WHERE coalesce(s.given, 0) > p.captured - p.keep OR s.returned > p.refunded
"""

_BALANCES_MATCH_ENTRIES = """
    SELECT format('%s is kept as %s and booked as %s %s', account, kept, booked, currency)
    FROM (
        SELECT
            account, currency, coalesce(b.amount, 0) AS kept, coalesce(s.amount, 0) AS booked
        FROM ledger_balances b
        FULL JOIN (
            SELECT
                p.account, p.currency,
                sum(CASE WHEN split_part(p.account, ':', 1) = ANY ($2) THEN -p.amount
                    ELSE p.amount END) AS amount
            FROM ledger_postings p
            WHERE split_part(p.account, ':', 1) = ANY ($1)
            GROUP BY p.account, p.currency
        ) s USING (account, currency)
    ) both_sides
    WHERE kept <> booked
"""

# The gauges of money read these totals, which are kept while the book is chained.
_TOTALS_MATCH_CHAINED = """
    SELECT format('total of %s is kept as %s and chained as %s %s', kind, kept, chained, currency)
    FROM (
        SELECT kind, currency, coalesce(t.amount, 0) AS kept, coalesce(s.amount, 0) AS chained
        FROM ledger_totals t
        FULL JOIN (
            SELECT
                split_part(p.account, ':', 1) COLLATE "C" AS kind, p.currency,
                sum(p.amount) AS amount
            FROM ledger_postings p JOIN ledger_chain c USING (position)
            GROUP BY 1, 2
        ) s USING (kind, currency)
    ) both_sides
    WHERE kept <> chained
"""

_BALANCES_NOT_NEGATIVE = """
    SELECT format('%s is %s %s', account, amount, currency) FROM ledger_balances WHERE amount < 0
"""

_CLEARING_MATCHES_PAYMENTS = """
    SELECT format('%s is %s, payments say %s %s', account, booked, held, currency)
    FROM (
        SELECT
            account, currency, coalesce(b.amount, 0) AS booked, coalesce(s.amount, 0) AS held
        FROM (
            SELECT p.account, p.currency, -sum(p.amount) AS amount
            FROM ledger_postings p WHERE p.account LIKE 'clearing:%'
            GROUP BY p.account, p.currency
        ) b
        FULL JOIN (
            SELECT
                'clearing:' || provider AS account, currency, sum(held) AS amount
            FROM (
                SELECT provider, currency, captured - refunded - coalesce(fee, 0) AS held
                FROM payments
                UNION ALL
                SELECT provider, currency, -amount FROM payouts WHERE state = 'paid'
                UNION ALL
                SELECT
                    provider, facts -> 'amount' ->> 'currency',
                    (side -> 'lost' ->> 'amount')::bigint
                        - (side -> 'withdrawn' ->> 'amount')::bigint
                        - (side -> 'fee' ->> 'amount')::bigint
                FROM disputes CROSS JOIN LATERAL (SELECT facts -> 'chargeback' AS side) given
                WHERE kind = 'chargeback'
                UNION ALL
                SELECT provider, currency, corrected FROM discrepancies
            ) moved
            GROUP BY provider, currency
        ) s USING (account, currency)
    ) both_sides
    WHERE booked <> held
"""

_DISPUTES_ARE_BOOKED = """
    WITH sides AS (
        SELECT
            id, 'disputes:open:' || order_id AS account, state NOT IN ('won', 'lost') AS open,
            facts -> 'amount' ->> 'currency' AS currency,
            (facts -> 'chargeback' -> 'withdrawn' ->> 'amount')::bigint AS withdrawn,
            (facts -> 'chargeback' -> 'lost' ->> 'amount')::bigint AS lost
        FROM disputes WHERE kind = 'chargeback'
    )
    SELECT format('dispute %s lost %s of %s', id, lost, withdrawn)
    FROM sides WHERE lost NOT BETWEEN 0 AND withdrawn
    UNION ALL
    SELECT format('%s is %s, disputes say %s %s', account, booked, withdrawn, currency)
    FROM (
        SELECT
            account, currency, coalesce(b.amount, 0) AS booked, coalesce(s.amount, 0) AS withdrawn
        FROM (
            SELECT account, currency, -sum(amount) AS amount FROM ledger_postings
            WHERE account LIKE 'disputes:%' GROUP BY account, currency
        ) b
        FULL JOIN (
            SELECT account, currency, sum(withdrawn) AS amount FROM sides
            WHERE open GROUP BY account, currency
        ) s USING (account, currency)
    ) both_sides
    WHERE booked <> withdrawn
"""

_PAYOUTS_ARE_RESERVED = """
    SELECT format('payouts:in_transit is %s, payouts say %s %s', booked, moving, currency)
    FROM (
        SELECT
            currency, coalesce(b.amount, 0) AS booked, coalesce(s.amount, 0) AS moving
        FROM (
            SELECT currency, sum(amount) AS amount FROM ledger_postings
            WHERE account = 'payouts:in_transit' GROUP BY currency
        ) b
        FULL JOIN (
            SELECT currency, sum(amount) AS amount FROM payouts
            WHERE state IN ('reserved', 'submitted') GROUP BY currency
        ) s USING (currency)
    ) both_sides
    WHERE booked <> moving
"""

_MONEY_IS_BOOKED = """
    WITH booked AS (
        SELECT
            e.order_id,
            sum(p.amount) FILTER (WHERE e.kind = 'captured') AS captured,
            sum(p.amount) FILTER (
                WHERE e.kind IN ('refund_succeeded', 'dispute_lost')
            ) AS refunded,
            sum(p.amount) FILTER (WHERE e.kind = 'dispute_lost') AS lost,
            sum(
                CASE e.kind WHEN 'refund_asked' THEN p.amount
                    WHEN 'refund_abandoned' THEN -p.amount END
            ) AS asked
        FROM ledger_entries e JOIN ledger_postings p USING (position)
        WHERE p.amount > 0
        GROUP BY e.order_id
    ), returned AS (
        SELECT payment_id, sum(amount) AS amount
        FROM operations WHERE kind = 'refund' AND state = 'succeeded'
        GROUP BY payment_id
    )
    SELECT format(
        'payment %s: captured %s, booked %s; refunded %s, booked %s, operations say %s;'
        ' keeps %s, booked to go back %s',
        p.id, p.captured, coalesce(b.captured, 0), p.refunded, coalesce(b.refunded, 0),
        coalesce(r.amount, 0) + coalesce(b.lost, 0), p.keep, coalesce(b.asked, 0)
    )
    FROM payments p
    LEFT JOIN booked b ON b.order_id = p.order_id
    LEFT JOIN returned r ON r.payment_id = p.id
    WHERE p.captured <> coalesce(b.captured, 0)
        OR p.refunded <> coalesce(b.refunded, 0)
        OR p.refunded <> coalesce(r.amount, 0) + coalesce(b.lost, 0)
        OR (p.captured > 0 AND p.captured - p.keep <> coalesce(b.asked, 0))
"""

MONEY = (
    Rule.of(1, "entries_balance", "ledger_entries", _ENTRIES_BALANCE),
    Rule.of(2, "chain_unbroken", "ledger_chain", _CHAIN_UNBROKEN, [GENESIS]),
    Rule.of(3, "captured_within_amount", "payments", _CAPTURED_WITHIN_AMOUNT),
    Rule.of(4, "refunds_within_captured", "payments", _REFUNDS_WITHIN_CAPTURED),
    Rule.of(4, "refunds_told", "refunds", _REFUNDS_TOLD),
    Rule.of(
        *(5, "balances_match_entries", "ledger_balances", _BALANCES_MATCH_ENTRIES),
        *(_GUARDED, _BY_DEBIT),
    ),
    Rule.of(5, "totals_match_chained", "ledger_totals", _TOTALS_MATCH_CHAINED),
    Rule.of(5, "balances_not_negative", "ledger_balances", _BALANCES_NOT_NEGATIVE),
    Rule.of(7, "clearing_matches_payments", "payments", _CLEARING_MATCHES_PAYMENTS),
    Rule.of(7, "disputes_are_booked", "disputes", _DISPUTES_ARE_BOOKED),
    Rule.of(11, "payouts_are_reserved", "payouts", _PAYOUTS_ARE_RESERVED),
    Rule.of(16, "money_is_booked", "payments", _MONEY_IS_BOOKED),
)
