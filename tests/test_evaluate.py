"""`manage.py evaluate redaction`: the forms of labels it reads, and what it counts."""

import pytest

from commands.evaluation import Labelled, Share, half, read_labelled, score, told
from config.data import DataError
from conversations.redaction import Redaction, Removed

KAREN = Labelled("my sw Karen", ((6, 11, "name"),))


@pytest.mark.parametrize(
    "file",
    [
        "text\nmy sw {name:Karen}\n",
        "text\nmy sw [[name:Karen]]\n",
        "text\tspans\nmy sw Karen\t6-11:name\n",
        "spans\ttext\n6:11:name\tmy sw Karen\n",
        'text\tspans\nmy sw Karen\t[{"start": 6, "end": 11, "kind": "name"}]\n',
        'text\tspans\nmy sw Karen\t[[6, 11, "name"]]\n',
    ],
)
def test_labels_in_every_form(tmp_path, file):
    path = tmp_path / "labelled.tsv"
    path.write_text(file, encoding="utf-8")
    assert read_labelled(path) == (KAREN,)


@pytest.mark.parametrize("spans", ["6-99:name", "six", "9-6:name", "[1"])
def test_a_wrong_label_names_its_line(tmp_path, spans):
    path = tmp_path / "labelled.tsv"
    path.write_text(f"text\tspans\nmy sw Karen\t{spans}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"labelled\.tsv:2"):
        read_labelled(path)


def test_a_span_is_found_when_every_character_of_it_is_gone():
    whole = score([KAREN], lambda text: Redaction("", (Removed(6, 11, "place"),), ()))
    partly = score([KAREN], lambda text: Redaction("", (Removed(6, 10, "name"),), ()))
    assert (whole.recall, partly.recall) == (Share(1, 1), Share(0, 1))
    assert partly.precision == Share(1, 1)


def test_a_clean_text_is_spoiled_by_anything_removed():
    texts = [Labelled("i will", ()), Labelled("ok", ())]
    taken = (Removed(2, 6, "name"),)
    found = score(texts, lambda text: Redaction(text, taken if "will" in text else (), ()))
    assert found.clean == Share(1, 2)
    assert any("clean left untouched  50.0 %" in line for line in told(found))


def test_each_text_is_in_one_half():
    texts = [Labelled(str(n), ()) for n in range(500)]
    seen, unseen = half(texts, "seen"), half(texts, "unseen")
    assert set(seen) | set(unseen) == set(texts)
    assert not set(seen) & set(unseen)
    assert abs(len(seen) - len(unseen)) < 80
