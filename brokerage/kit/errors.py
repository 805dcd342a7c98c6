"""How the product says no."""


class Refusal(Exception):
    """A "no" that a person can read.

    `sentence` is shown as it stands, so it names nobody and says what to do; `code` is for programs;
    `status` is the HTTP answer (409: not now or not like this; 403: not you; 400: unreadable input);
    `field` names the form field it concerns, if any.
    """

    def __init__(
        self, sentence: str, code: str = "refused", status: int = 409, field: str | None = None
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.status = status
        self.field = field
