"""What the log calls an error is told to those who mend things, wherever in the process it was."""

import logging

from foodmarket import ports
from foodmarket.domain.kernel.errors import Refusal

_OURS = "foodmarket"


class Reporting(logging.Handler):
    """Hears every error of this process that has an exception; a refusal is none."""

    def __init__(self, reports: ports.ErrorReports) -> None:
        super().__init__(logging.ERROR)
        self._reports = reports

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if error is None or isinstance(error, Refusal):
            return
        ours = record.name.partition(".")[0] == _OURS
        facts = getattr(record, "facts", {})
        words = (record.name, record.msg if ours else "", facts.get("route") or facts.get("loop"))
        self._reports.tell(error, during=" ".join(str(word) for word in words if word))
