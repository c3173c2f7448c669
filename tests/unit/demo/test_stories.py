from collections import Counter
from random import Random

import pytest

from foodmarket.adapters.sandbox import CARDS
from foodmarket.domain.orders.model import OrderState
from foodmarket.domain.orders.process import ENDS, TRANSITIONS, Trigger
from foodmarket.entrypoints.cli.demo.day import cast
from foodmarket.entrypoints.cli.demo.stories import STORIES, Story

VERBS = {
    "accept": Trigger.ACCEPT,
    "reject": Trigger.REJECT,
    "start": Trigger.START,
    "ready": Trigger.FINISH,
    "hand-over": Trigger.HAND_OVER,
    "confirm": Trigger.CONFIRM,
    "complain": Trigger.COMPLAIN,
    "cancel": Trigger.CANCEL,
}


def test_stories_have_names_of_their_own() -> None:
    assert len({story.name for story in STORIES}) == len(STORIES)


def test_every_end_and_every_card_has_a_story() -> None:
    assert {story.ends for story in STORIES} == ENDS
    assert {story.card for story in STORIES} == set(CARDS)
    assert OrderState.DISPUTED in {story.stands for story in STORIES}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_what_people_do_in_a_story_is_theirs_to_do(story: Story) -> None:
    for act in story.acts:
        if act.verb in VERBS:
            rows = [row for row in TRANSITIONS if row.trigger is VERBS[act.verb]]
            assert any(act.who in row.actors for row in rows), act
        else:
            assert act.verb in {"resolve", "bank-confirm", "bank-decline"}


def test_every_transition_that_people_make_is_in_a_story() -> None:
    told = {VERBS[act.verb] for story in STORIES for act in story.acts if act.verb in VERBS}
    assert told == set(VERBS.values())


def by_chance(seed: int) -> list[Story]:
    return cast(Random(seed), 500, CARDS)  # noqa: S311 - a plan, no secret


def test_everybody_plays_and_the_same_chance_casts_the_same() -> None:
    stories = by_chance(5)
    assert len(stories) == 500
    assert set(stories) == set(STORIES)
    assert stories == by_chance(5)
    assert stories != by_chance(6)
    often = Counter(story.name for story in stories)
    assert often["confirmed"] > often["rejected"]
