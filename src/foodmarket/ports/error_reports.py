"""Where errors are told that nobody foresaw."""

from typing import Protocol


class ErrorReports(Protocol):
    """Tells people who mend things. What is told holds no personal data, whatever the error holds.

    A refusal is an answer and no error; it is not told.
    """

    def tell(self, error: BaseException, *, during: str) -> None:
        """Tell of an error during a known kind of work; never raises, and never waits."""
        ...
