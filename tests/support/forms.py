"""The forms of a page as a program sees them: where they go, and what stands in their fields."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

WORDS = "Some words that are long enough for whatever is asked here."


@dataclass
class Form:
    """Where it posts to; a value for each field; which fields are typed in (no password: those are never
    shown again); which take files."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)

    def add(self, other: "Form") -> None:
        """What the same address takes elsewhere."""
        self.fields.update(other.fields)
        self.typed |= other.typed
        self.files |= other.files


class Posts(HTMLParser):
    """The forms of a page that post, by their addresses: `found`."""

    def __init__(self, text: str, here: str) -> None:
        super().__init__()
        self.here, self.found = here, dict[str, Form]()
        self._form: Form | None = None
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            posts = said.get("method", "").lower() == "post"
            where = said.get("action") or self.here
            self._form = self.found.setdefault(where, Form(where)) if posts else None
        if self._form is None:
            return
        if name := said.get("name", ""):
            self._note(self._form, tag, name, said)
        elif tag == "option" and self._select and said.get("value"):
            self._form.fields.setdefault(self._select, said["value"])

    def _note(self, form: Form, tag: str, name: str, said: dict[str, str]) -> None:
        kind = said.get("type", "text") if tag == "input" else tag
        if kind == "file":
            form.files.add(name)
            return
        if kind in {"textarea", "text", "search", "email", "url", "tel"}:
            form.typed.add(name)
        if tag in {"input", "button", "textarea"}:
            usual = {"input": "on", "button": "", "textarea": WORDS}[tag]
            form.fields.setdefault(name, said.get("value") or usual)
        self._select = name if tag == "select" else self._select

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""
