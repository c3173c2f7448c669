"""What is wrong with settings, as data; sentences for people are in ``texts``."""

from attrs import field, frozen


@frozen
class Problem:
    """One thing to put right: which ``key``, which ``code`` of a sentence, its facts."""

    key: str
    code: str
    facts: dict[str, str | int] = field(factory=dict)


class BadSettings(Exception):
    """The settings can't be used; all ``problems`` at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{problem.key}: {problem.code}" for problem in problems))
        self.problems = problems
