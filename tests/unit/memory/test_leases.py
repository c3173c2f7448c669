"""What comes due is found without looking at everything."""

from datetime import UTC, datetime, timedelta

from foodmarket.adapters.memory.leases import Leases

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_hint_that_a_change_has_outdated_does_no_harm() -> None:
    leases: Leases[str] = Leases()
    leases.hint(NOW, "a")
    leases.hint(NOW + MINUTE, "a")
    due = {"a": (NOW + MINUTE, 1)}
    assert leases.claim(due.get, NOW, MINUTE, 10) == []
    assert leases.claim(due.get, NOW + MINUTE, MINUTE, 10) == ["a"]


def test_a_thing_that_was_hinted_at_twice_is_claimed_once() -> None:
    leases: Leases[str] = Leases()
    for _ in range(2):
        leases.hint(NOW, "a")
    assert leases.claim({"a": (NOW, 1)}.get, NOW, MINUTE, 10) == ["a"]


def test_what_is_not_due_any_more_is_forgotten() -> None:
    leases: Leases[str] = Leases()
    leases.hint(NOW, "a")
    due: dict[str, tuple[datetime, int] | None] = {"a": (NOW, 1)}
    assert leases.claim(due.get, NOW, MINUTE, 10) == ["a"]
    due["a"] = None
    assert leases.claim(due.get, NOW + MINUTE, MINUTE, 10) == []
    due["a"] = (NOW, 2)
    leases.hint(NOW, "a")
    assert leases.claim(due.get, NOW + MINUTE, MINUTE, 10) == ["a"]


def test_the_limit_leaves_the_rest_for_later() -> None:
    leases: Leases[str] = Leases()
    due = {name: (NOW + MINUTE * number, 1) for number, name in enumerate("abc")}
    for name, (at, _version) in due.items():
        leases.hint(at, name)
    later = NOW + MINUTE * 9
    assert leases.claim(due.get, later, MINUTE, 2) == ["a", "b"]
    assert leases.claim(due.get, later, MINUTE, 2) == ["c"]


def test_a_changed_thing_is_free_again_when_it_is_due() -> None:
    leases: Leases[str] = Leases()
    due = {"a": (NOW, 1)}
    leases.hint(NOW, "a")
    assert leases.claim(due.get, NOW, MINUTE, 10) == ["a"]
    due["a"] = (NOW, 2)
    leases.hint(NOW, "a")
    assert leases.claim(due.get, NOW, MINUTE, 10) == ["a"]
    leases.hint(NOW, "a")
    assert leases.claim(due.get, NOW, MINUTE, 10) == []
