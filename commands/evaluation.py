"""Scores redaction against labelled text: what it finds, what it spoils, how fast it is."""

import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from collation.heard import interval
from config.data import DataError
from config.tab_separated import rows_of
from conversations.redaction import Redaction

Redact = Callable[[str], Redaction]
_MARKED = re.compile(r"\{([a-z ]+):([^{}]*)\}|\[\[([a-z ]+):([^\[\]]*)\]\]")
_SPAN = re.compile(r"(\d+)\s*[-:,]\s*(\d+)\s*[-:,= ]\s*([^;|]*)")


@dataclass(frozen=True)
class Labelled:
    """A text and what a person marked in it: (start, end, kind)."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class Share:
    found: int
    of: int

    def interval(self) -> tuple[float, float]:
        return interval(self.found, self.of)

    def __str__(self) -> str:
        low, high = self.interval()
        share = 100 * self.found / self.of if self.of else 0.0
        return f"{share:5.1f} %  ({self.found}/{self.of}, {100 * low:.1f}–{100 * high:.1f})"


@dataclass(frozen=True)
class Score:
    """`by_kind`: recall of each kind of span. `misses`: texts with a span left in or spoiled."""

    recall: Share
    by_kind: dict[str, Share]
    precision: Share
    clean: Share
    whole: Share
    per_second: float
    missed: tuple[tuple[str, str, str], ...]
    spoiled: tuple[tuple[str, str], ...]


def read_labelled(path: Path) -> tuple[Labelled, ...]:
    """`text` and `spans` ("3-8:name;12-20:place", or JSON), or `text` with {name:Karen} in it."""
    rows = rows_of(path, "text")
    return tuple(_labelled(row, path.name, line) for line, row in enumerate(rows, start=2))


def _labelled(row: dict[str, str], file: str, line: int) -> Labelled:
    text, spans = row["text"] or "", (row.get("spans") or "").strip()
    if "spans" not in row:
        return _unmarked(text)
    try:
        found = tuple(_json_spans(spans) if spans[:1] in ("[", "{") else _plain_spans(spans))
    except (ValueError, KeyError, TypeError, IndexError):
        raise DataError(file, line, "'spans' must look like 3-8:name;12-20:place") from None
    if any(not 0 <= start < end <= len(text) for start, end, _ in found):
        raise DataError(file, line, "a span lies outside the text")
    return Labelled(text, found)


def _plain_spans(spans: str) -> Iterator[tuple[int, int, str]]:
    for part in re.split(r"[;|]", spans):
        if part.strip():
            match = _SPAN.fullmatch(part.strip())
            if match is None:
                raise ValueError(part)
            yield int(match.group(1)), int(match.group(2)), match.group(3).strip() or "name"


def _json_spans(spans: str) -> Iterator[tuple[int, int, str]]:
    read = json.loads(spans)
    for one in read if isinstance(read, list) else [read]:
        if isinstance(one, dict):
            kind = one.get("kind") or one.get("label") or one.get("type") or "name"
            yield int(one["start"]), int(one["end"]), str(kind)
        else:
            yield int(one[0]), int(one[1]), str(one[2]) if len(one) > 2 else "name"


def _unmarked(marked: str) -> Labelled:
    parts: list[str] = []
    spans: list[tuple[int, int, str]] = []
    at = length = 0
    for match in _MARKED.finditer(marked):
        words = match.group(2) if match.group(1) else match.group(4)
        parts += [marked[at : match.start()], words]
        length += match.start() - at
        spans.append((length, length + len(words), match.group(1) or match.group(3)))
        length += len(words)
        at = match.end()
    return Labelled("".join([*parts, marked[at:]]), tuple(spans))


def half(texts: Sequence[Labelled], which: str) -> tuple[Labelled, ...]:
    """ "seen" (rules may be fitted to it), "unseen" or "all": by the text's own hash."""
    if which == "all":
        return tuple(texts)
    return tuple(one for one in texts if _seen(one.text) == (which == "seen"))


def _seen(text: str) -> bool:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[0] % 2 == 0


def score(texts: Sequence[Labelled], redact: Redact) -> Score:
    begun = time.process_time()  # of one core, whatever else runs
    redacted = [redact(one.text) for one in texts]
    seconds = time.process_time() - begun
    found: Counter[str] = Counter()
    of: Counter[str] = Counter()
    right = taken = whole = 0
    missed, spoiled = [], []
    for one, result in zip(texts, redacted, strict=True):
        left = [span for span in one.spans if not _covered(span, result)]
        of.update(kind for _, _, kind in one.spans)
        found.update(kind for span in one.spans if span not in left for kind in [span[2]])
        missed += [(kind, one.text[start:end], result.text) for start, end, kind in left]
        taken += len(result.removed)
        right += sum(any(_meet(cut, span) for span in one.spans) for cut in _cuts(result))
        whole += bool(one.spans) and not left
        if not one.spans and result.removed:
            spoiled.append((one.text, result.text))
    clean = sum(not one.spans for one in texts)
    return Score(
        recall=Share(found.total(), of.total()),
        by_kind={kind: Share(found[kind], of[kind]) for kind in sorted(of)},
        precision=Share(right, taken),
        clean=Share(clean - len(spoiled), clean),
        whole=Share(whole, len(texts) - clean),
        per_second=len(texts) / seconds if seconds else 0.0,
        missed=tuple(missed),
        spoiled=tuple(spoiled),
    )


def _cuts(result: Redaction) -> list[tuple[int, int, str]]:
    return [(one.start, one.end, one.kind) for one in result.removed]


def _covered(span: tuple[int, int, str], result: Redaction) -> bool:
    at = span[0]
    for one in result.removed:
        if one.start <= at < one.end:
            at = one.end
    return at >= span[1]


def _meet(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def told(found: Score) -> Iterator[str]:
    """The score as lines for a person."""
    yield f"spans found          {found.recall}"
    for kind, share in sorted(found.by_kind.items(), key=lambda one: one[1].found / one[1].of):
        yield f"  {kind:18} {share}"
    yield f"texts without a miss {found.whole}"
    yield f"rightly removed      {found.precision}"
    yield f"clean left untouched {found.clean}"
    weakest = [kind for kind, one in found.by_kind.items() if one.found < 0.9 * one.of]
    yield f"weakest kinds        {', '.join(weakest) or 'none under 90 %'}"
    yield f"texts a second       {found.per_second:,.0f}"


def odd(found: Score) -> Iterator[str]:
    """What was left in, and clean texts that were spoiled; never of the unseen half by habit."""
    yield from (f"left in   {kind:14} {words}  |  {text}" for kind, words, text in found.missed)
    yield from (f"spoiled   {text}  |  {became}" for text, became in found.spoiled)
