"""The schema that the scenes are held to is YooKassa's, and finds what is wrong."""

import json

from attrs import evolve

from foodmarket.domain.payments.outcomes import Authorised
from foodmarket.ports.contracts.provider import a_request
from tests.integration.yookassa.scene import Scene
from tests.integration.yookassa.spec import spec


async def test_what_is_wrong_on_the_line_is_found(plain: Scene) -> None:
    known = spec()
    assert isinstance(await plain.provider.hold(a_request("sim_ok")), Authorised)
    (right,) = plain.line.exchanges
    assert known.faults(right) == []
    asked, told = json.loads(right.sent), json.loads(right.received)
    wrong_requests = [
        {name: value for name, value in asked.items() if name != "amount"},
        asked | {"amount": {"value": 650, "currency": "RUB"}},
        asked | {"capture": "false"},
        asked | {"statments": []},
        asked | {"receipt": {"items": [{"description": "Soup", "quantity": "1.0"}]}},
    ]
    wrong_answers = [
        {name: value for name, value in told.items() if name != "refundable"},
        told | {"status": "meditating"},
        told | {"id": "short"},
        told | {"cancellation_details": {"party": "merchant", "reason": "bad_weather"}},
    ]
    for wrong in wrong_requests:
        assert known.faults(evolve(right, sent=json.dumps(wrong).encode())), wrong
    for wrong in wrong_answers:
        assert known.faults(evolve(right, received=json.dumps(wrong).encode())), wrong
    assert known.faults(evolve(right, headers={"idempotence-key": "k" * 65}))


async def test_what_is_wrong_in_a_notification_is_found(plain: Scene) -> None:
    known = spec()
    await plain.provider.hold(a_request("sim_ok"))
    (notice,) = plain.simulator.machine.notices
    right = notice.wire()
    assert known.faults_of_notice(right) == []
    assert known.faults_of_notice(right | {"object": notice.about | {"paid": "yes"}})
