"""Words for ranks and work that stand together, understood together as a title is."""

import re
from collections.abc import Sequence

from connectors.query_words.scanning import Scan
from connectors.query_words.tokens import Token
from connectors.query_words.units import Unit, words_of
from connectors.query_words.vocabulary import Meaning, meanings, split
from connectors.query_words.vocabulary.roles import MODIFIERS
from connectors.query_words.vocabulary.small_words import LINKS, OR
from connectors.titles import Department, Seniority, classify

_RANKS = frozenset({"rank", "role"})
_ROLES = frozenset({"rank", "role", "department", "worker", "modifier"})
_SPEAKS_FOR_ALL = frozenset({"founder", "board", "partner"})
#: Ranks that only say more of the one that follows.
#: "Directors in logistics" work at such companies, "directors of logistics" on it.
_WITHIN = frozenset("in im en dans for fur".split())
#: Ranks that a title may use for another: a "product manager" leads nobody.
_MAY_MEAN_LESS = re.compile(r"manager|senior|advis|mentor")
_LEADING = frozenset("senior sr snr executive lead principal chief managing staff".split())


def put_together(scan: Scan, tokens: Sequence[Token]) -> None:
    """Decide what may be work or industry, then read each group of words for roles as one."""
    _decide(scan, tokens)
    kept: list[Unit] = []
    group: list[Unit] = []
    for unit in scan.units:
        if unit.kind in _ROLES:
            if group and not _goes_on(group[-1], unit, tokens):
                kept += _read(group, scan, tokens)
                group = []
            group.append(unit)
            continue
        kept += _read(group, scan, tokens)
        group = []
        kept.append(unit)
    scan.units = kept + _read(group, scan, tokens)


def _goes_on(last: Unit, unit: Unit, tokens: Sequence[Token]) -> bool:
    """Whether a unit belongs to the role that the last one is of: nothing but "of" or "de" between."""
    between = tokens[last.last : unit.first]
    if any(one.before for one in tokens[last.last : unit.first + 1]):
        return False
    same = last.excluded == unit.excluded or (last.excluded and unit.start < 0)
    links = LINKS | _TO if _is_assistant(last, tokens) else LINKS
    return same and unit.start < 0 and all(one.fold in links for one in between)


_TO = frozenset("to an der zur".split())


def _is_assistant(unit: Unit, tokens: Sequence[Token]) -> bool:
    """Whether somebody assists the one who is named behind."""
    words = words_of(tokens, unit.first, unit.last).split()
    following = tokens[unit.last : unit.last + 1]
    joined = bool(following) and following[0].fold in _TO | LINKS
    return unit.kind in {"worker", "role"} and joined and bool(_ASSISTANTS & set(words))


_ASSISTANTS = frozenset(
    "assistant assistants assistantin assistentin assistente asistente ea pa eas pas staff".split()
)


def _decide(scan: Scan, tokens: Sequence[Token]) -> None:
    """ "Logistics" is an industry, unless it is what somebody with a rank works on."""
    open_ones = [u for u in scan.units if u.meaning and u.meaning.departments and u.meaning.nearer]
    if not open_ones:
        return
    settled = any(
        unit.meaning is not None and unit.meaning.departments and unit not in open_ones
        for unit in scan.units
        if unit.kind in _ROLES and not unit.excluded
    )
    for unit in open_ones:
        meaning = unit.meaning
        behind = next((one for one in scan.units if one.first == unit.last), None)
        assert meaning is not None
        names = scan.phrasing.names_of(meaning)
        beside = _rank_beside(unit, scan.units, tokens)
        leads = behind is not None and meaning.kind == "department"
        leads = leads and behind is not None and behind.kind in {"department", "worker"}
        if behind is not None and behind.kind == "worker" and behind.meaning is not None:
            leads |= behind.meaning.departments == meaning.departments
        leads = leads or _joined_to_work(unit, scan.units, tokens)
        as_work = leads or (not settled and (beside or meaning.kind == "department"))
        unit.by_context = True
        if names and not as_work:
            unit.kind = "industry"
            unit.meaning = None
            unit.ask("industry", *names)
        else:
            unit.kind = "department"
            unit.meaning = Meaning("department", (), meaning.departments)
            settled = settled or not unit.excluded


#: Of a company or a person without a rank beside: nothing to look for.
_SAYS_NOTHING = frozenset("group global regional international national corporate area".split())


def _joined_to_work(unit: Unit, units: Sequence[Unit], tokens: Sequence[Token]) -> bool:
    """Whether "and" joins it to a kind of work: "achats et logistique"."""
    before = next((one for one in units if one.last == unit.first - 1), None)
    joined = before is not None and tokens[unit.first - 1].fold in OR
    apart = any(one.before for one in tokens[unit.first - 1 : unit.first + 1])
    return joined and not apart and before is not None and before.kind == "department"


def _rank_beside(unit: Unit, units: Sequence[Unit], tokens: Sequence[Token]) -> bool:
    at = units.index(unit)
    before = units[at - 1] if at else None
    behind = units[at + 1] if at + 1 < len(units) else None
    between = {one.fold for one in tokens[before.last : unit.first]} if before else set()
    joined = before and not between & _WITHIN and _goes_on(before, unit, tokens)
    if before and joined and _tells_rank(before):
        return True
    return bool(
        behind and _tells_rank(behind) and behind.first == unit.last
        and not tokens[behind.first].before
    )  # fmt: skip


def _tells_rank(unit: Unit) -> bool:
    if unit.kind == "modifier":
        return True
    values = set(unit.meaning.values) if unit.meaning else set()
    return unit.kind in {"rank", "worker"} and not values <= _SPEAKS_FOR_ALL


def _read(group: list[Unit], scan: Scan, tokens: Sequence[Token]) -> list[Unit]:
    """A group as one unit; the modifiers that modify nothing are words again."""
    if all(one.kind == "modifier" for one in group):
        for one in group:
            if words_of(tokens, one.first, one.last) not in _SAYS_NOTHING:
                scan.words += list(range(one.first, one.last))
        return []
    first, last = group[0].first, group[-1].last
    if _is_assistant(group[0], tokens):  # "assistant to the CEO"
        group = [one for one in group if one is group[0] or one.kind not in _RANKS]
    whole = Unit("role", first, last, excluded=group[0].excluded)
    whole.start = group[0].start
    whole.by_context = any(one.by_context for one in group)
    ranks = [one for one in group if one.kind in _RANKS]
    workers = [one for one in group if one.kind == "worker"]
    title = _title(first, last, tokens) if len(group) > 1 else ""
    known = any(one.meaning and one.meaning.departments for one in group)
    if not (known or whole.excluded) and ranks + workers:
        first, last, title = _with_words_beside(first, last, title, scan, tokens)
        if (first, last) != (whole.first, whole.last):
            department = classify(title).department.value
            whole.first, whole.last = first, last
            whole.asks[("department", department)] = (first, last)
    for one, values in _seniorities(ranks, workers, title):
        for value in values:
            whole.asks.setdefault(("seniority", value), (one.first, one.last))
    for one, values in _departments(group, title):
        for value in values:
            whole.asks.setdefault(("department", value), (one.first, one.last))
    return [whole]


_MODIFIERS = frozenset(one.split()[0] for one in split(MODIFIERS))
Said = list[tuple[Unit, tuple[str, ...]]]


def _seniorities(ranks: list[Unit], workers: list[Unit], title: str) -> Said:
    tellers = ranks or workers
    if not tellers:
        return []
    values = [(one, one.meaning.values if one.meaning else ()) for one in tellers]
    if not title or (len(ranks) > 1 and not _leads(ranks[0], title)):
        return values
    if len(ranks) == 1 and len(values[0][1]) > 1:
        return values
    read = classify(title).seniority
    modified = _leads(tellers[0], title) or bool(_MODIFIERS & set(title.split()))
    less = read in {Seniority.INDIVIDUAL, Seniority.OTHER}
    if read == Seniority.OTHER or (less and ranks and not _MAY_MEAN_LESS.search(title)):
        return values
    if not modified and values[0][1][0] in {"c_level", "vp", "founder", "board"}:
        return values
    found: tuple[str, ...] = (read.value,)
    if read == Seniority.INDIVIDUAL:
        found = (Seniority.INDIVIDUAL.value, Seniority.SENIOR.value)
    whole = Unit("rank", tellers[0].first, tellers[-1].last)
    return [(whole, found)]


def _leads(first: Unit, title: str) -> bool:
    return title.split(" ", 1)[0] in _LEADING | _MODIFIERS or first.kind == "modifier"


def _departments(group: list[Unit], title: str) -> Said:
    """What they work on: said as such, else by the worker or the whole role; of several, as in a title."""
    tell = [one for one in group if one.meaning and one.meaning.departments]
    work = [one for one in tell if one.kind == "department"]
    workers = [one for one in tell if one.kind == "worker"]
    kind = "department" if work else "worker" if workers else "role"
    tellers = work + workers if work else workers or [one for one in tell if one.kind == "role"]
    if not tellers:
        return []
    said = [(one, one.meaning.departments) for one in tellers if one.meaning]
    own = [one for one in group if one.kind == "role" and kind == "department" and _has_own(one)]
    if own:  # a "cyber security CTO" works on technology, and on security
        return [(one, one.meaning.departments) for one in own if one.meaning] + said
    if len(said) == 1 and (kind == "department" or len(group) == 1):
        return said
    if kind == "role" and len(said) > 1 and all(map(_has_own, tellers)):
        return said  # "CISO CIO CTO"
    read = classify(title).department.value if title else ""
    told: Said = [(one, (read,)) for one, values in said if read in values]
    if told:
        return told[:1]
    if read and read not in {Department.OTHER, Department.EXECUTIVE} and len(said) > 1:
        return [(Unit("department", said[0][0].first, said[-1][0].last), (read,))]
    return said[:1]


def _has_own(unit: Unit) -> bool:
    """Whether a role tells a work of its own: a CFO does, whoever leads the whole does not."""
    return unit.meaning is not None and Department.EXECUTIVE.value not in unit.meaning.departments


def _with_words_beside(
    first: int, last: int, title: str, scan: Scan, tokens: Sequence[Token]
) -> tuple[int, int, str]:
    """A role with the words before it with which titles tell its work: "press" of a "press officer"."""
    taken = {at for unit in scan.units for at in range(unit.first, unit.last)} | scan.protected
    start = first
    while start > max(first - MOST_BESIDE, 0) and not tokens[start].before:
        if start - 1 in taken or not tokens[start - 1].raw.isalpha() or start - 1 in scan.joins:
            break
        start -= 1
    alone = _title(first, last, tokens)
    without = classify(alone).department
    for begin in range(start, first):
        whole = _title(begin, last, tokens)
        if classify(whole).department not in {without, Department.OTHER}:
            scan.words = [at for at in scan.words if not begin <= at < first]
            return begin, last, whole
    return first, last, title


MOST_BESIDE = 3


def _title(first: int, last: int, tokens: Sequence[Token]) -> str:
    """The words of a role as a title says them: "CFOs" as "cfo"."""
    words = words_of(tokens, first, last).split()
    return " ".join(
        one[:-1] if one.endswith("s") and meanings().get(one) == meanings().get(one[:-1]) else one
        for one in words
    )
