import os
import threading
from typing import ClassVar

from foodmarket.adapters.system import SystemIds
from foodmarket.domain.kernel.ids import ALPHABET, Id


class Parcel(Id):
    prefix: ClassVar[str] = "prc"


def number_of(identifier: Id) -> int:
    value = 0
    for letter in identifier.partition("_")[2]:
        value = value * 32 + ALPHABET.index(letter)
    return value


def test_an_identifier_is_a_uuid_of_version_7() -> None:
    issued = SystemIds(milliseconds=lambda: 0x0199_ABCD_1234).new(Parcel)
    assert type(issued) is Parcel
    assert Parcel.parse(issued) == issued
    number = number_of(issued)
    assert Parcel.of(number) == issued
    assert number >> 80 == 0x0199_ABCD_1234
    assert number >> 76 & 0xF == 7
    assert number >> 62 & 0b11 == 0b10


def test_identifiers_grow_within_one_millisecond() -> None:
    ids = SystemIds(milliseconds=lambda: 1)
    issued = [ids.new(Parcel) for _ in range(5000)]
    assert issued == sorted(set(issued))


def test_identifiers_grow_when_the_clock_steps_back() -> None:
    readings = iter([10, 5, 5, 11])
    ids = SystemIds(milliseconds=lambda: next(readings))
    issued = [ids.new(Parcel) for _ in range(4)]
    assert issued == sorted(set(issued))
    assert [number_of(one) >> 80 for one in issued] == [10, 10, 10, 11]


def test_a_full_tail_borrows_the_next_millisecond() -> None:
    ids = SystemIds(milliseconds=lambda: 10)
    first = ids.new(Parcel)
    ids._tail = (1 << 74) - 1
    second = ids.new(Parcel)
    assert second > first
    assert number_of(second) >> 80 == 11


def test_threads_never_receive_the_same_identifier() -> None:
    ids = SystemIds()
    issued: list[Parcel] = []
    threads = [
        threading.Thread(target=lambda: issued.extend(ids.new(Parcel) for _ in range(2000)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(issued)) == 8000


def test_a_copied_generator_does_not_repeat_its_original() -> None:
    """What fork does: the same state in a process with another number."""
    readings = iter(range(1, 100))
    ids = SystemIds(milliseconds=lambda: next(readings))
    ids.new(Parcel)
    pool = ids._pool
    ids._pid = os.getpid() + 1
    ids.new(Parcel)
    assert ids._pool != pool


def test_secrets_differ_and_fit_a_url() -> None:
    ids = SystemIds()
    first, second = ids.secret(), ids.secret()
    assert first != second
    assert len(first) == 43
    assert first.replace("-", "").replace("_", "").isalnum()


def test_codes_keep_their_leading_zeros() -> None:
    codes = {SystemIds().digits(4) for _ in range(300)}
    assert all(len(code) == 4 and code.isdecimal() for code in codes)
    assert any(code.startswith("0") for code in codes)
