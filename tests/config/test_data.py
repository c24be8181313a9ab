"""The county's files are read as they are written, and every mistake names its file and line."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
import yaml

from config import data, marked
from config.data import DataError
from config.tab_separated import rows_of

CONFIG = Path(__file__).resolve().parents[2] / "config"


@pytest.fixture
def county_dir(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the real county with some files written anew."""

    def make(**files: str) -> Path:
        for path in (*CONFIG.rglob("*.yaml"), CONFIG / "safeguarding" / "score.tsv"):
            target = tmp_path / path.relative_to(CONFIG)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        for name, source in files.items():
            target = tmp_path / name.replace("__", "/").replace("_yaml", ".yaml")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(source, encoding="utf-8")
        return tmp_path

    return make


def test_the_county_as_it_is_in_production() -> None:
    county = data.load_county(CONFIG, {})
    assert county.name == "Hampshire"
    rules = county.release
    assert (rules.min_people, rules.min_days, rules.hold_hours) == (20, 28, 72)
    assert (rules.k_inside, rules.k_public) == (5, 10)
    assert county.hours[0] == (time(8, 30), time(17))
    assert county.hours[4] == (time(8, 30), time(16, 30))
    assert county.hours[5] is None
    assert date(2026, 12, 25) in county.closed
    assert county.languages_on[0] == "en"


def test_the_eight_districts_and_out_of_county_with_their_other_names() -> None:
    places = data.load_county(CONFIG, {}).places
    assert len(places) == 9
    names = {alias: place.id for place in places for alias in (place.name, *place.aliases)}
    assert names["eastleigh/winchester"] == "winchester-eastleigh"
    assert names["east hampshire"] == "east-hants"
    assert "out-of-county" in names.values()


def test_the_demo_has_small_release_rules_of_its_own() -> None:
    rules = data.load_county(CONFIG, {"MODE": "demo"}).release
    assert (rules.min_people, rules.min_days, rules.hold_hours) == (5, 0, 0)
    assert rules.k_public == 10


def test_the_environment_wins_over_file_and_demo() -> None:
    environ = {"MODE": "demo", "COUNTY__RELEASE__MIN_PEOPLE": "7"}
    assert data.load_county(CONFIG, environ).release.min_people == 7


def test_a_wrong_setting_in_the_environment_is_named() -> None:
    with pytest.raises(DataError, match="COUNTY__RELEASE__MIN_DAYS"):
        data.load_county(CONFIG, {"COUNTY__RELEASE__MIN_DAYS": "soon"})


def test_everything_else_can_be_read() -> None:
    assert data.load_helplines(CONFIG)[0].say == "Childline 0800 1111"
    assert "STOP" in data.load_words(CONFIG).languages["en"]
    assert data.load_texts(CONFIG)["stopped"].plain
    assert data.load_phrases(CONFIG).rules
    assert {file.path for file in data.load_flow_files(CONFIG)} >= {"flows/check-in.yaml"}
    assert data.load_jargon(CONFIG)["contact"] == "family time"


@pytest.mark.parametrize(
    ("name", "source", "error"),
    [
        ("county_yaml", "name: X\nshire: no\n", r"county.yaml:2: 'shire' is not known"),
        ("county_yaml", "name: [a\n", r"county.yaml:2: "),
        ("county_yaml", "just words", r"county.yaml:1: the file must hold"),
        ("helplines_yaml", "helplines:\n  - id: a\n    name: A\n", r"helplines.yaml:2: 'say'"),
        ("helplines_yaml", "helplines: none\n", r"helplines.yaml:1: 'helplines' must be a list"),
        ("texts_yaml", "a:\n  loud: hello\n", r"texts.yaml:2: 'loud' is not an audience"),
        ("texts_yaml", "a:\n  easy: hello\n", r"texts.yaml:1: 'a' has no 'plain' text"),
        ("texts_yaml", "a: x\na: y\n", r"texts.yaml:2: 'a' is given twice"),
        ("words_yaml", "en:\n  STOP: {a: b}\n", r"words.yaml:2: 'STOP' must be a list of texts"),
        ("safeguarding__en_yaml", "urgent:\n  - id: a\n", r"en.yaml:2: 'category'"),
    ],
)
def test_a_mistake_names_its_file_and_line(
    county_dir: Callable[..., Path], name: str, source: str, error: str
) -> None:
    folder = county_dir(**{name: source})
    with pytest.raises(DataError, match=error):
        _load_everything(folder)


def _load_everything(folder: Path) -> None:
    for load in (data.load_helplines, data.load_words, data.load_texts, data.load_phrases):
        load(folder)
    data.load_county(folder, {})


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("monday: 08:30-17:00", "monday: nine to five", "hours are written 08:30-17:00"),
        ("Europe/London", "Europe/Winchester", "not a date or a time zone"),
        ("  - 2026-01-01", "  - New Year", "not a date or a time zone"),
        ("min_people: 20 ", "min_people: many ", "'min_people' must be a whole number"),
        ("  on: [en, ar] ", "  on: {en: yes} ", "'on' must be a list of texts"),
    ],
)
def test_a_wrong_value_in_the_county_is_said(
    county_dir: Callable[..., Path], old: str, new: str, error: str
) -> None:
    source = (CONFIG / "county.yaml").read_text(encoding="utf-8")
    assert old in source
    with pytest.raises(DataError, match=error):
        data.load_county(county_dir(county_yaml=source.replace(old, new)), {})


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="county.yaml: cannot be read: there is no such file"):
        data.load_county(tmp_path, {})
    (tmp_path / "county.yaml").write_bytes(b"name: \xff\xfe")
    with pytest.raises(DataError, match="county.yaml: cannot be read: it is not UTF-8"):
        data.load_county(tmp_path, {})
    assert data.load_flow_files(tmp_path) == ()
    assert data.load_jargon(tmp_path) == {}


def test_a_table_names_the_column_that_it_lacks(tmp_path: Path) -> None:
    table = tmp_path / "said.tsv"
    table.write_text('\ufefftext\tlabel\nhi "there"\tnone\n', encoding="utf-8")
    assert rows_of(table, "text", "label") == [{"text": 'hi "there"', "label": "none"}]
    with pytest.raises(DataError, match="said.tsv:1: there is no column 'spans'"):
        rows_of(table, "text", "spans")


def test_no_is_a_word_and_not_a_boolean(county_dir: Callable[..., Path]) -> None:
    folder = county_dir(words_yaml="en:\n  done: [no, 0, off]\n")
    assert data.load_words(folder).languages["en"]["done"] == ("no", "0", "off")


def test_a_text_is_picked_by_easy_read_audience_and_mode() -> None:
    source = (
        "a:\n  plain: p\n  web: w\n  8-11: young\n  16-17, 18-25: old\n  easy: e\n  easy web: ew"
    )
    text = data.wording(data.parse(source, "x"), "a")
    assert text.pick("11-15", False, "sms") == "p"
    assert text.pick("11-15", False, "web") == "w"
    assert text.pick("8-11", False, "web") == "young"
    assert text.pick("18-25", False, "sms") == "old"
    assert text.pick("8-11", True, "sms") == "e"
    assert text.pick("8-11", True, "web") == "ew"
    assert set(text.all()) == {"p", "w", "young", "old", "e", "ew"}


def test_translations_are_read_from_catalogues(tmp_path: Path) -> None:
    folder = tmp_path / "translations/ar/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "yes"\nmsgstr "نعم"\n\n#, fuzzy\nmsgid "no"\nmsgstr "guess"\n\n'
        'msgid "maybe"\nmsgstr ""\n',
        encoding="utf-8",
    )
    assert data.load_translations(tmp_path) == {"ar": {"yes": "نعم"}}
    assert data.load_translations(tmp_path / "nowhere") == {}


def test_a_broken_catalogue_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "translations/ar/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text("this is no catalogue\n", encoding="utf-8")
    with pytest.raises(DataError, match="ar/messages.po"):
        data.load_translations(tmp_path)


BROKEN = ("a: 1\nb: [2\n", "a: 1\n b: 2\n", "a: 1\na: 2\n", "- 1\n", "a: 'x\n", "", "a: \x07\n")


def _read_by(loader: Any, source: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(marked, "_LOADER", loader)
    try:
        return marked.parse(source, "some.yaml")
    except DataError as problem:
        return problem.file, problem.line


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="this PyYAML is without libyaml")
def test_both_readers_of_yaml_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file of the county, with its lines, and where a broken one is broken."""
    files = [path.read_text(encoding="utf-8") for path in sorted(CONFIG.rglob("*.yaml"))]
    assert files
    for source in (*files, *BROKEN):
        quick = _read_by(yaml.CSafeLoader, source, monkeypatch)
        assert quick == _read_by(yaml.SafeLoader, source, monkeypatch)
