from datetime import UTC, datetime, timedelta

import pytest

from foodmarket.adapters.sandbox.webhooks import HEADER, notice_of, signature, verify
from foodmarket.domain.payments.errors import ForgedWebhook
from foodmarket.domain.payments.model import PaymentId

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = "a secret of the test"
BODY = b'{"payment_id":"x"}'
EXPECTED = "2b150e5c6ff8bcceb9fe12398a6825e185fd8feb1e64adf0f457e091411d1d36"


def signed(at: datetime = NOW, body: bytes = BODY, secret: str = SECRET) -> dict[str, str]:
    return {HEADER: signature(body, secret, at)}


def test_the_signature_is_hmac_sha256_over_timestamp_and_body() -> None:
    # printf '1772366400.{"payment_id":"x"}' | openssl dgst -sha256 -hmac 'a secret of the test'
    assert signature(BODY, SECRET, NOW) == f"t=1772366400,v1={EXPECTED}"


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_five_minutes_to_either_side_are_accepted(seconds: int) -> None:
    verify(signed(NOW + timedelta(seconds=seconds)), BODY, SECRET, NOW)


@pytest.mark.parametrize("seconds", [-86_400, -301, 301, 86_400])
def test_older_and_future_dates_are_refused(seconds: int) -> None:
    with pytest.raises(ForgedWebhook):
        verify(signed(NOW + timedelta(seconds=seconds)), BODY, SECRET, NOW)


def test_the_name_of_the_header_may_be_in_any_case() -> None:
    verify({HEADER.upper(): signed()[HEADER]}, BODY, SECRET, NOW)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {HEADER: ""},
        {HEADER: "t=1772366400"},
        {HEADER: f"t=1772366400,v1={'0' * 64}"},
        {HEADER: signed()[HEADER].replace("t=17", "t=18")},
        {HEADER: signed()[HEADER] + ",v1=" + "0" * 64},
        {HEADER: signed()[HEADER] + "\n"},
        {HEADER: "t=１７７２３６６４００,v1=" + "0" * 64},
        signed(secret="another secret"),
        signed(body=BODY + b" "),
    ],
)
def test_anything_else_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(ForgedWebhook):
        verify(headers, BODY, SECRET, NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'"payment_id"',
        b'{"payment_id":null}',
        b'{"payment_id":7}',
        b'{"payment_id":"ord_00000000000000000000000000"}',
        b"\xff\xfe",
    ],
)
def test_a_body_that_names_no_payment_is_about_none_of_ours(body: bytes) -> None:
    assert notice_of(body).payment_id is None


def test_a_body_names_its_payment_and_its_event() -> None:
    name = PaymentId.of(7)
    told = notice_of(b'{"id":"e1","type":"payment.captured","payment_id":"' + name.encode() + b'"}')
    assert (told.key, told.event, told.payment_id) == ("e1", "payment.captured", name)
