"""Refusals in the shape that Stripe gives them."""

from typing import Any

JSON = dict[str, Any]


class ApiError(Exception):
    """A refusal that the SDK turns into one of its exceptions.

    ``saved`` says whether an idempotency key remembers it (what validation finds is not
    remembered). ``keep`` says whether what the handler changed before stands (a declined card
    leaves a failed charge behind).
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        type: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        saved: bool = True,
        keep: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.saved = saved
        self.keep = keep
        self.headers: dict[str, str] = {}
        self.error: JSON = {"type": type, "message": message}
        for name, value in (("code", code), ("param", param), *more.items()):
            if value is not None:
                self.error[name] = value
        if code is not None:
            self.error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"

    def body(self) -> JSON:
        """The JSON body of the answer."""
        return {"error": self.error}


def invalid(message: str, *, code: str | None = None, param: str | None = None) -> ApiError:
    """What validation finds before anything is done: never remembered under a key."""
    return ApiError(message, code=code, param=param, saved=False)


def no_such(kind: str, id: str, *, param: str = "id", status: int = 404) -> ApiError:
    """Nothing of that kind has this id (404 in a path, 400 in a parameter)."""
    return ApiError(f"No such {kind}: '{id}'", status=status, code="resource_missing", param=param)
