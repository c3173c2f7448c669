"""A commit as one statement: gathered piece by piece, composed once per combination of shapes."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache, partial

from attrs import define, field, frozen
from sqlalchemy import ColumnElement, case, func, literal, select

from foodmarket.adapters.postgres.compiled import compiled
from foodmarket.adapters.postgres.rows import Values
from foodmarket.adapters.postgres.shapes import RANKS, SHAPES, Link, Name, Shape
from foodmarket.domain.ledger.model import Entry

_BEFORE_INDEX = "__"


@frozen
class Piece:
    """One shape with the values that its names stand for; see `Shape` for ``alone``."""

    shape: str
    values: Sequence[object]
    alone: bool = False


@frozen
class CommitStatement:
    """The SQL of a combination of shapes, and where each argument is found among the pieces."""

    sql: str
    places: tuple[tuple[int, int], ...]
    known: tuple[object, ...]

    def arguments(self, pieces: Sequence[Piece]) -> list[object]:
        """Return the values in the order of the placeholders."""
        known = self.known
        return [
            pieces[piece].values[place] if piece >= 0 else known[place]
            for piece, place in self.places
        ]


@lru_cache(maxsize=512)
def commit_statement(shapes: tuple[tuple[str, bool], ...]) -> CommitStatement:
    """Chain the shapes, each with whether its row is alone, into one statement.

    The final SELECT asks for the count of each CTE in turn, which makes them run in that order.
    """
    links = [
        link
        for index, (shape, alone) in enumerate(shapes)
        for link in _links(SHAPES[shape], alone)(partial(_numbered, index))
    ]
    statement = compiled(select(*(_checked(link) for link in links)))
    places: list[tuple[int, int]] = []
    known: list[object] = []
    for name in statement.names:
        called, found, index = name.rpartition(_BEFORE_INDEX)
        if found:
            piece = int(index)
            places.append((piece, SHAPES[shapes[piece][0]].names.index(called)))
        else:
            places.append((-1, len(known)))
            known.append(statement.known[name])
    return CommitStatement(statement.sql, tuple(places), tuple(known))


def _links(shape: Shape, alone: bool) -> Callable[[Name], list[Link]]:
    return shape.alone if alone and shape.alone is not None else shape.links


def _numbered(index: int, name: str) -> str:
    return f"{name}{_BEFORE_INDEX}{index}"


def _checked(link: Link) -> ColumnElement[int]:
    count = select(func.count()).select_from(link.cte).scalar_subquery()
    if link.refusal is None:
        return count
    return case((count < literal(1), func.refuse(literal(link.refusal))))


@define
class Batch:
    """Writes that one statement can carry: it never touches the same row twice."""

    _rows: dict[str, list[Values]] = field(factory=dict)
    _pieces: list[tuple[int, str, Piece]] = field(factory=list)
    _entries: list[Entry] = field(factory=list)
    _touched: set[Hashable] = field(factory=set)

    def touches(self, row: Hashable) -> bool:
        """Note the row; tell whether it was noted before."""
        if row in self._touched:
            return True
        self._touched.add(row)
        return False

    def add(self, shape: str, row: Values) -> None:
        """Insert a row, together with all others of that shape."""
        self._rows.setdefault(shape, []).append(row)

    def write(self, shape: str, values: Sequence[object]) -> None:
        """Write one piece by itself; its first value names the row."""
        self._pieces.append((RANKS[shape], str(values[0]), Piece(shape, values)))

    def book(self, entries: Iterable[Entry]) -> None:
        """Add entries, and move the balances that are kept as rows."""
        self._entries += entries

    def pieces(self) -> list[Piece]:
        """Return everything in the order of execution."""
        booked = _booked(self._entries) if self._entries else []
        added = [_added(shape, rows) for shape, rows in self._rows.items()]
        pieces = [(RANKS[piece.shape], "", piece) for piece in added]
        pieces += [(RANKS[piece.shape], str(piece.values[0]), piece) for piece in booked]
        pieces += self._pieces
        pieces.sort(key=lambda ranked: ranked[:2])
        return [piece for _, _, piece in pieces]


def _added(shape: str, rows: Sequence[Values]) -> Piece:
    if len(rows) == 1 and SHAPES[shape].alone is not None:
        return Piece(shape, rows[0], alone=True)
    return Piece(shape, tuple(zip(*rows, strict=True)))


def _booked(entries: Sequence[Entry]) -> list[Piece]:
    headers = [(it.key, it.kind, it.at, it.currency, it.order_id) for it in entries]
    lines = [
        (it.key, line, posting.account, it.currency, posting.amount)
        for it in entries
        for line, posting in enumerate(it.postings)
    ]
    moved: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        for posting in entry.postings:
            kind = posting.account.kind
            if kind.guarded:
                moved[posting.account, entry.currency] += kind.side * posting.amount
    pieces = [Piece("book", (*zip(*headers, strict=True), *zip(*lines, strict=True)))]
    credits_ = sorted((*place, amount) for place, amount in moved.items() if amount > 0)
    if credits_:
        pieces.append(Piece("credit", tuple(zip(*credits_, strict=True))))
    for (account, currency), amount in moved.items():
        if amount < 0:
            pieces.append(Piece("debit", (account, currency, -amount)))
    return pieces
