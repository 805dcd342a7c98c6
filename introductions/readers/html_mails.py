"""An HTML mail as lines of text, hidden words included, and whether all of it is seen as it stands.

Everything that could hide, strike or replace words makes the page doubtful: only what mail programs are known
to write for plain words is let pass, so that no list of tricks has to be complete.
"""

import re
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

BLOCKS = frozenset(
    "p div br li tr blockquote h1 h2 h3 h4 h5 h6 ul ol table hr pre center body td th".split()
)
PLAIN = BLOCKS | frozenset(
    "html head meta span b strong i em u font a tbody thead small big title style wbr o:p".split()
)
SILENT = frozenset({"style", "script", "title"})
OF_THE_HEAD = frozenset({"link", "base"})
PUNCTUATION = re.compile(r"([;{}])")
STYLES = frozenset(
    "font-family font font-weight font-style font-variant font-variant-ligatures font-variant-caps"
    " font-variant-numeric font-variant-east-asian font-feature-settings font-size-adjust font-kerning"
    " font-stretch font-optical-sizing font-variation-settings text-align direction word-wrap overflow-wrap"
    " word-break white-space line-break orphans widows caret-color"
    " line-height letter-spacing word-spacing text-transform float widows vertical-align page size panose-1"
    " border border-top border-bottom border-left border-right border-collapse border-spacing border-width"
    " border-style border-color unicode-bidi src".split()
)
PREFIXES = ("-webkit-", "-ms-", "mso-", "margin", "padding")
NUMBER = re.compile(r"-?\d*\.?\d+")
DARK_NAMES = frozenset(
    "black navy blue darkblue gray grey dimgray purple maroon green inherit windowtext currentcolor"
    " initial".split()
)
LIGHT_NAMES = frozenset("white transparent inherit initial none window".split())


@dataclass(frozen=True, slots=True)
class Page:
    """The words of an HTML part, in lines; quoted ones begin with ">"."""

    text: str
    is_doubtful: bool


def shown(html: str) -> Page:
    """Read an HTML part. Never raises."""
    reader = _Reader()
    try:
        reader.feed(html)
        reader.end()
    except Exception:  # the parser gives up on some declarations
        reader.is_doubtful = True
    return Page(reader.text(), reader.is_doubtful)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.line = ""
        self.silent: list[str] = []
        self.in_head = False
        self.quotes = 0
        self.is_doubtful = False

    def end(self) -> None:
        """A tag that nobody closed is not shown by any reader, and words in it are hidden ones."""
        rest, self.rawdata = self.rawdata, ""
        if rest.startswith("<"):
            self.is_doubtful |= re.search(r"\w{2}", rest) is not None
        else:
            self.handle_data(unescape(rest))

    def text(self) -> str:
        """The lines so far."""
        self._break()
        return "\n".join(self.lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A new line, or words that stand in no line."""
        if tag in BLOCKS:
            self._break()
        self.quotes += tag == "blockquote"
        if tag in SILENT:
            self.silent.append(tag)
        if tag in {"head", "body"}:
            self.in_head = tag == "head"
        self.is_doubtful |= tag not in PLAIN and not (self.in_head and tag in OF_THE_HEAD)
        self.is_doubtful |= any(not _is_seen(name, value or "") for name, value in attrs)

    def handle_endtag(self, tag: str) -> None:
        """The end of them."""
        if tag in BLOCKS:
            self._break()
        if tag == "blockquote" and self.quotes:
            self.quotes -= 1
        if tag in self.silent:
            del self.silent[self.silent.index(tag) :]
        if tag == "head":
            self.in_head = False

    def handle_data(self, data: str) -> None:
        """Words: a line break in the source is none on the page."""
        if "style" in self.silent:
            self.is_doubtful |= not _are_seen(_without_comments(data))
        elif self.silent:
            self.is_doubtful |= self.silent[-1] == "script" and bool(data.strip())
        else:
            words = " ".join(data.split())
            before, after = " " * data[:1].isspace(), " " * data[-1:].isspace()
            self.line += f"{before}{words}{after}" if words else " "

    def handle_comment(self, data: str) -> None:
        """Words that nobody sees."""
        self.is_doubtful |= bool(re.search(r"\w", data)) and not self.in_head

    def unknown_decl(self, data: str) -> None:
        """A section that browsers take for a comment."""
        self.handle_comment(data)

    def _break(self) -> None:
        if self.line.strip():
            self.lines.append("> " * min(self.quotes, 1) + " ".join(self.line.split()))
        self.line = ""


def _is_seen(name: str, value: str) -> bool:
    if name == "style":
        return _are_seen(value)
    if name in {"hidden", "aria-hidden", "background"}:
        return False
    if name in {"color", "bgcolor"}:
        return _is_colour_seen(value, light=name == "bgcolor")
    if name == "size":
        return value.strip() not in {"0", "-7", "-6"}
    return name not in {"height", "width"} or value.strip() not in {"0", "1"}


def _are_seen(css: str) -> bool:
    pieces = [*PUNCTUATION.split(css), ""]
    for said, sign in zip(pieces[::2], pieces[1::2], strict=False):
        name, colon, value = said.partition(":")
        if sign == "{" or not said.strip():
            continue  # which elements a rule is about; or nothing
        if not colon or not _is_declaration_seen(name.strip().lower(), value.strip().lower()):
            return False
    return True


def _without_comments(css: str) -> str:
    """A style sheet without its comments and the marks that hide it from old programs."""
    kept, rest = "", css.replace("<!--", " ").replace("-->", " ")
    while "/*" in rest:
        before, _, after = rest.partition("/*")
        kept, rest = f"{kept}{before} ", after.partition("*/")[2]
    return kept + rest


def _is_declaration_seen(name: str, value: str) -> bool:
    value = value.removesuffix("!important").strip()
    numbers = [float(one) for one in NUMBER.findall(value)]
    if (
        name == "mso-hide"
        or any(one < -48 for one in numbers)
        or "url(" in value
        or "expression" in value
    ):
        return False
    if name == "font-size" or name == "font":
        return not numbers or _is_size_seen(value)
    if name == "line-height":
        return not numbers or numbers[0] > 0.5
    if name == "color" or name == "-webkit-text-fill-color":
        return _is_colour_seen(value, light=False)
    if name in {"background", "background-color"}:
        return _is_colour_seen(value, light=True)
    if name == "display":
        return value in {"block", "inline", "inline-block", "table", "table-cell", "table-row"}
    if name in {"text-decoration", "text-decoration-line"}:
        return "through" not in value
    if name in {"text-decoration-color", "text-decoration-style", "text-decoration-thickness"}:
        return True
    if name in {"text-indent", "letter-spacing", "word-spacing"}:
        return not numbers or numbers[0] >= 0
    if name in {"width", "max-width", "min-width", "min-height"}:
        return not numbers or numbers[0] > 20
    return name in STYLES or name.startswith(PREFIXES)


def _is_size_seen(value: str) -> bool:
    """At least about six pixels."""
    found = re.search(r"(\d*\.?\d+)\s*(px|pt|em|rem|%|pc|mm|cm|in)?", value)
    if found is None:
        return True
    least = {"px": 6, "pt": 5, "em": 0.5, "rem": 0.5, "%": 50}.get(found[2] or "px", 6)
    return float(found[1]) >= least


def _is_colour_seen(value: str, *, light: bool) -> bool:
    """Whether a colour of words is dark enough, or one of a ground light enough."""
    value = value.strip().lower()
    if value in (LIGHT_NAMES if light else DARK_NAMES):
        return True
    if found := re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", value):
        digits = found[1] if len(found[1]) == 6 else "".join(2 * one for one in found[1])
        parts = [int(digits[at : at + 2], 16) for at in (0, 2, 4)]
    elif found := re.fullmatch(r"rgb\((\d{1,3})[, ]+(\d{1,3})[, ]+(\d{1,3})\)", value):
        parts = [int(one) for one in found.groups()]
    else:
        return False
    brightness = (299 * parts[0] + 587 * parts[1] + 114 * parts[2]) / 1000
    return brightness > 200 if light else brightness < 160
