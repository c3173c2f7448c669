"""Row-level security: which rows of a table somebody can see, one line per table.

Everybody works as `APP`, a role that owns nothing and can't pass by a policy. A statement for a
customer or a cook sets `ACCOUNT` and `COOK` in itself, for itself; the marketplace's own
connections start with `ACCOUNT` set to ``*``. Whoever sets nothing sees no row.

A new table has to be listed here; `build` brings the database to what is written, so that no
migration has to.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from attrs import frozen
from sqlalchemy import Connection, text

from foodmarket.adapters.postgres.classification import REGISTRY

APP, READ = "foodmarket_app", "foodmarket_read"
ACCOUNT, COOK = "foodmarket.account", "foodmarket.cook"
EVERYBODY = "*"
_ME = f"current_setting('{ACCOUNT}', true)"
_KITCHEN = f"current_setting('{COOK}', true)"
# A scalar subquery is looked up by its key, row by row; EXISTS might be hashed over all orders.
_OF_ORDER = "(SELECT o.id FROM orders o WHERE o.id = order_id) IS NOT NULL"


@frozen(kw_only=True)
class Wall:
    """``sees`` is who sees a row (SQL); ``adds`` who may add one. None of both: an ``open`` table.

    ``frozen`` tables are added to and read, and nothing else.
    """

    sees: str | None = None
    adds: str | None = None
    open: str = ""
    frozen: bool = False


def _own(sees: str, *, frozen: bool = False) -> Wall:
    return Wall(sees=sees, adds=sees, frozen=frozen)


def _added_by_anybody(sees: str, *, frozen: bool = False) -> Wall:
    """Rows that are added along with what they belong to, or about somebody else."""
    return Wall(sees=sees, adds="true", frozen=frozen)


_MENU = Wall(open="what is on offer, and how much of it is left, is public")
_BOOK = Wall(open="of everybody's money; shown by the use cases of balances and statements")
_HISTORY = Wall(open=_BOOK.open, frozen=True)
_MACHINERY = Wall(open="worked on by the system alone, and about nobody")
WALLS: Mapping[str, Wall] = {
    "accounts": _own(f"id = {_ME}"),
    "answers": _own(f"owner = {_ME}"),
    "api_keys": _own(f"account_id = {_ME}"),
    "audit_chain": Wall(open=_MACHINERY.open, frozen=True),
    "audit_log": _added_by_anybody(f"account_id = {_ME}"),
    "audit_unchained": _MACHINERY,
    "ceremonies": _added_by_anybody(f"facts ->> 'account_id' = {_ME}"),
    "challenges": _added_by_anybody(f"facts ->> 'account_id' = {_ME}"),
    "consents": _own(f"account_id = {_ME}", frozen=True),
    "cooks": _MENU,
    "discrepancies": _MACHINERY,
    "dishes": _MENU,
    "disputes": _added_by_anybody(_OF_ORDER),
    "erasures": _own(f"account_id = {_ME}"),
    "ledger_balances": _BOOK,
    "ledger_chain": _HISTORY,
    "ledger_entries": _HISTORY,
    "ledger_postings": _HISTORY,
    "ledger_totals": _BOOK,
    "ledger_unchained": _MACHINERY,
    "notices": _added_by_anybody(f"account_id = {_ME}"),
    "operations": _added_by_anybody(_OF_ORDER),
    "order_steps": _added_by_anybody(_OF_ORDER, frozen=True),
    "orders": _own(f"customer_id = {_ME} OR cook_id = {_KITCHEN}"),
    "outbox": _MACHINERY,
    "passkeys": _own(f"account_id = {_ME}"),
    "payment_methods": _own(f"customer_id = {_ME}"),
    "payments": _own(f"customer_id = {_ME} OR {_OF_ORDER}"),
    "payout_plans": _own(f"id = {_KITCHEN}"),
    "payouts": _own(f"cook_id = {_KITCHEN}"),
    "permits": _own(f"cook_id = {_KITCHEN}"),
    "reconciled_days": _MACHINERY,
    "refunds": _added_by_anybody(_OF_ORDER),
    "second_factors": _own(f"id = {_ME}"),
    "slot_dishes": _MENU,
    "slots": _MENU,
    "webhooks": _MACHINERY,
}
WALLED = frozenset(name for name, wall in WALLS.items() if wall.sees is not None)


def build(connection: Connection) -> None:
    """Give every table of the newest schema its rights and its policy, where it is not so yet."""
    plan = [line for name in WALLS for line in _table(name)]
    digest = sha256("\n".join(plan).encode()).hexdigest()
    if connection.scalar(text("SELECT obj_description('alembic_version'::regclass)")) != digest:
        _run(connection, [*plan, f"COMMENT ON TABLE alembic_version IS '{digest}'"])


def make_roles(connection: Connection) -> None:
    """Make the roles where they are missing, and let the migrating user act as `APP`."""
    made = [
        # Roles are the cluster's: another database may have made them, or make them just now.
        f"""DO $$ BEGIN
    IF to_regrole('{role}') IS NULL THEN CREATE ROLE {role} NOLOGIN NOBYPASSRLS; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$"""
        for role in (APP, READ)
    ]
    member = f"DO $$ BEGIN EXECUTE format('GRANT {APP} TO %I', current_user); END $$"
    doors = f"GRANT USAGE ON SCHEMA public TO {APP}, {READ}"
    _run(connection, [*made, member, doors, f"GRANT SELECT ON alembic_version TO {APP}"])


def _run(connection: Connection, plan: Iterable[str]) -> None:
    for line in plan:
        connection.execute(text(line.replace(":", r"\:")))


def _table(name: str) -> list[str]:
    wall = WALLS[name]
    # Readers see every row, for reports, and no secret.
    shown = sorted(REGISTRY[name].columns - REGISTRY[name].secret)
    rights = "SELECT, INSERT" if wall.frozen else "SELECT, INSERT, UPDATE, DELETE"
    plan = [
        f"REVOKE ALL ON {name} FROM {APP}, {READ}",
        f"GRANT {rights} ON {name} TO {APP}",
        f"GRANT SELECT ({', '.join(shown)}) ON {name} TO {READ}",
        f"DROP POLICY IF EXISTS {name}_wall ON {name}",
        f"DROP POLICY IF EXISTS {name}_reports ON {name}",
    ]
    if wall.sees is None:
        off = "NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY"
        return [*plan, f"ALTER TABLE {name} {off}"]
    everybody = f"{_ME} = '{EVERYBODY}'"
    sees, adds = f"{everybody} OR {wall.sees}", f"{everybody} OR {wall.adds}"
    return [
        *plan,
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {name}_wall ON {name} USING ({sees}) WITH CHECK ({adds})",
        f"CREATE POLICY {name}_reports ON {name} FOR SELECT TO {READ} USING (true)",
    ]
