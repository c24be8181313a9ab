"""Which kind of worry a message is about, and the words and helplines that belong to it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from config.data import SafetyKind, load_phrases, load_safety_texts
from config.safety_texts import FILE, GENERAL
from conversations.book import Book
from conversations.events import Said
from conversations.scene import Scene


def kind_of(reasons: Iterable[str], book: Book) -> SafetyKind | None:
    """The gravest kind that any of the reasons ("suicide:plain") names; else the general one."""
    named = {_plain(reason.partition(":")[0]) for reason in reasons}
    for kind in book.safety:
        if named & {_plain(one) for one in kind.categories}:
            return kind
    return book.safety[-1] if book.safety else None


def kind_named(name: str, book: Book) -> SafetyKind | None:
    return next((kind for kind in book.safety if kind.id == name), None)


def first(scene: Scene, kind: SafetyKind | None) -> Said:
    """What is said at once when it is urgent.

    Where other people read the phone, nothing says what it is about.
    """
    if scene.person.shared:
        return scene.said("neutral.first")
    return scene.said(f"safety.{kind.id if kind else GENERAL}.first")


def lines(scene: Scene, kind: SafetyKind | None) -> Said:
    """Whom one can talk to now."""
    if scene.person.shared:
        return scene.said("neutral.lines")
    return scene.said("urgent.lines", lines=scene.two_lines(kind.lines if kind else ("urgent",)))


def gentle(scene: Scene, reasons: Iterable[str]) -> Said:
    """The one gentle line at level concern."""
    if scene.person.shared:
        return scene.said("neutral.gentle")
    kind = kind_of(reasons, scene.book)
    return scene.said(f"safety.{kind.id if kind else GENERAL}.gentle")


def kindless(county_dir: Path) -> Iterator[tuple[str, int, str, str]]:
    """Categories of the rules that no kind names: what is said of them is only general."""
    known = {_plain(one) for kind in load_safety_texts(county_dir) for one in kind.categories}
    categories = {_plain(rule.category): rule.category for rule in load_phrases(county_dir).rules}
    for plain in sorted(categories.keys() - known):
        why = f"no kind names the category '{categories[plain]}': only '{GENERAL}' is said of it"
        yield FILE, 1, "warning", why


def _plain(category: str) -> str:
    return category.strip().casefold().replace("-", " ").replace("_", " ")
