"""17: what somebody may do changes at once, in sessions that are open already."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pyotp
from click.testing import CliRunner

from foodmarket.adapters.system import SystemClock
from foodmarket.domain.accounts import Duty
from foodmarket.domain.kernel.language import Language
from foodmarket.entrypoints.bootstrap import open_marketplace
from foodmarket.entrypoints.cli.app import program
from foodmarket.entrypoints.cli.talk import speaking
from foodmarket.entrypoints.http import HttpSettings, create_app
from tests.integration.http.conftest import PASSWORD, Dinner, Person, client, problem
from tests.integration.worker.conftest import settings_for


async def test_a_duty_that_is_taken_away_is_gone_on_the_next_request(dinner: Dinner) -> None:
    town, change = dinner.town, dinner.town.market.change_staff
    place = f"/v1/staff/cooks/{dinner.cook_id}/payout-hold"
    person = await town.staff(Duty.FINANCE)
    assert (await person.post(place, {"reason": "check"}, key=None)).status_code == 200
    await change.duties("staff@example.org", frozenset({Duty.SUPPORT}))
    problem(await person.post(place, {}, key=None), 401, "not_signed_in")
    again = await town.sign_in("staff@example.org")
    problem(await again.post(place, {}, key=None), 403, "not_allowed")
    await change.duties("staff@example.org", frozenset({Duty.FINANCE}))
    third = await town.sign_in("staff@example.org")
    assert (await third.post(place, {}, key=None)).status_code == 200
    await change.disable("staff@example.org")
    problem(await third.post(place, {}, key=None), 401, "not_signed_in")
    body = {"email": "staff@example.org", "password": PASSWORD}
    problem(await town.http.post("/v1/sessions", json=body), 401, "wrong_credentials")
    await change.enable("staff@example.org")
    await town.sign_in("staff@example.org")


async def test_the_command_line_takes_people_on_and_changes_their_duties(
    migrated_url: str, redis_url: str, tmp_path: Path
) -> None:
    environ = {"DATABASE_URL": migrated_url, "REDIS_URL": redis_url}

    async def run(*arguments: str, ends: int = 0, group: str = "staff") -> list[str]:
        runner = CliRunner(env=environ | {"FOODMARKET_DATA_FOLDER": str(tmp_path)})
        command = program(speaking(Language.EN))
        done = await asyncio.to_thread(runner.invoke, command, [group, *arguments])
        assert done.exit_code == ends, done.output
        return done.output.splitlines()

    email = "irina@example.org"
    told = await run("add", email, "--name", "Irina", "--duty", "finance")
    assert told[0] == "irina@example.org works here; duties: finance."
    password, uri, *recovery = told[2:]
    assert len(recovery) == 10
    assert "already" in " ".join(await run("add", email, "--name", "Irina", ends=3))

    async def ready() -> Mapping[str, bool]:
        return {}

    settings = settings_for(migrated_url, redis_url, tmp_path)
    async with open_marketplace(settings) as market:
        app = create_app(market, settings=HttpSettings(), ready=ready)
        async with client(app) as http:
            totp = pyotp.parse_uri(uri)
            assert isinstance(totp, pyotp.TOTP)
            body = {"email": email, "password": password, "code": totp.at(SystemClock().now())}
            opened = await http.post("/v1/sessions", json=body)
            assert opened.status_code == 201, opened.text
            http.cookies.clear()
            person = Person(http, opened.json()["token"])
            assert (await person.get("/v1/staff/audit-log")).status_code == 200
            assert (await run("duties", email))[0].endswith("duties: -.")
            problem(await person.get("/v1/staff/audit-log"), 401, "not_signed_in")
    await run("disable", "nobody@example.org", ends=3)
    told = await run("add", "site@example.org", "--name", "Fresh", group="partner")
    assert told[0] == "site@example.org is a partner."
    assert len(told[2]) == 43
    await run("disable", "site@example.org", ends=3)  # no member of staff
    gone = await run("disable", "site@example.org", group="partner")
    assert gone == ["site@example.org can't sign in any more."]
