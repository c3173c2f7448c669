"""Errors as the API tells them."""

from foodmarket.adapters.yookassa.simulator.records import Json


class Refuse(Exception):
    """The request is refused; ``body`` says why."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(body["code"])
        self.status = status
        self.body = body


def error(
    status: int, code: str, *, parameter: str | None = None, description: str = "Refused"
) -> Refuse:
    """Return an error in the API's form, to be raised."""
    body: Json = {
        "type": "error",
        "id": "ab5a11cd-13cc-4e33-af8b-75a74e18dd09",
        "code": code,
        "description": description,
    }
    if parameter is not None:
        body["parameter"] = parameter
    return Refuse(status, body)
