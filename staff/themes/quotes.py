"""Words for a publication: a summary by the officer, or a young person's own after their yes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from conversations.text import clean
from staff.desk import desk, now, person, told, warned
from staff.roles import may
from staff.themes.framing import frame_in_use, labels
from staff.themes.quote_rules import level, signed_twice, voices_of
from staff.themes.quoting import Offer, offers
from storage import audit
from storage.answers import publications, quotable
from storage.answers.publications import DRAFT, PUBLIC, Publication, Quote
from storage.office import signatures

pages = Blueprint("theme_quotes", __name__, url_prefix="/themes/quotes")

PARAPHRASE, THEIRS = "paraphrase", "quote"
LONGEST = 600


@dataclass(frozen=True)
class Offered:
    """A candidate, and how far its signatures are: none, proposed, signed."""

    candidate: Offer
    signed: str


@dataclass(frozen=True)
class Section:
    """One theme with enough voices: what is in the draft already, and what could be."""

    theme: str
    label: str
    voices: int
    chosen: tuple[Quote, ...]
    offered: tuple[Offered, ...]


@pages.get("")
@may("officer")
def show() -> str:
    """Which draft; then its themes, each with a summary to write and candidates to choose from."""
    with desk().rooms.answers.read() as conn:
        open_ones = publications.listing(conn, states=(DRAFT,))
        asked = request.args.get("publication", "")
        draft = next((one for one in open_ones if one.id == asked), None)
        draft = draft or (open_ones[0] if len(open_ones) == 1 else None)
        found = _sections(conn, draft) if draft else []
    return render_template(
        "themes/quotes.html",
        drafts=open_ones,
        draft=draft,
        sections=found,
        k=level(draft.audience) if draft else 0,
        public=PUBLIC,
    )


@pages.post("/<publication_id>/<theme>/paraphrase")
@may("officer")
def paraphrase(publication_id: str, theme: str) -> Response:
    """The officer's own words about a theme: the usual way."""
    text = " ".join(clean(request.form.get("text", "")).split())[:LONGEST]
    draft = _draft(publication_id)
    if not text:
        warned("Nothing was saved: there were no words.")
    elif theme not in _voices(draft):
        warned("Too few young people spoke of this theme for any words about it.")
    else:
        _add(draft, Quote(theme, PARAPHRASE, text, person().id), "Your summary is in the draft.")
    return _back(publication_id)


@pages.post("/<publication_id>/<theme>/<answer_id>")
@may("officer")
def use(publication_id: str, theme: str, answer_id: str) -> Response:
    """A young person's own words, on purpose; for everybody's eyes only when signed twice."""
    draft = _draft(publication_id)
    with desk().rooms.answers.read() as conn:
        words = quotable.one(conn, draft.period, theme, answer_id)
    if words is None or theme not in _voices(draft):
        warned(
            "These words cannot be used: their young person did not say yes to that, nobody has "
            "checked them, or too few spoke of the theme."
        )
    elif draft.audience == PUBLIC and not signed_twice(answer_id, words.text):
        warned("For everybody’s eyes a second person must sign these words first.")
    else:
        quote = Quote(theme, THEIRS, words.text, person().id, answer_id)
        _add(draft, quote, "Their words are in the draft.")
    return _back(publication_id)


@pages.post("/<publication_id>/<theme>/<answer_id>/propose")
@may("officer")
def propose(publication_id: str, theme: str, answer_id: str) -> Response:
    """The first signature; a district lead or the council gives the second."""
    draft = _draft(publication_id)
    with desk().rooms.answers.read() as conn:
        words = quotable.one(conn, draft.period, theme, answer_id)
    if words is None:
        abort(404)
    with desk().rooms.register.write() as conn:
        new = signatures.mark(conn, answer_id, words.text, person().id, now())
        if new:
            audit.record(conn, now(), person().id, "public.proposed", answer_id)
    told("Proposed. Somebody else signs under Public words; then you can use them here.")
    return _back(publication_id)


@pages.post("/<publication_id>/<int:number>/drop")
@may("officer")
def drop(publication_id: str, number: int) -> Response:
    """Take words out of a draft."""
    with desk().rooms.answers.write() as conn:
        gone = publications.drop_quote(conn, publication_id, number)
    if gone:
        told("Taken out.")
    else:
        warned("These words are not in the draft any more.")
    return redirect(url_for("publications.one", publication_id=publication_id))


def _sections(conn: Connection, draft: Publication) -> list[Section]:
    names, voices = labels(frame_in_use()), voices_of(conn, draft)
    mine = publications.quotes_of(conn, draft.id)
    said = quotable.words(conn, draft.period, tuple(voices))
    least = level(draft.audience)
    ranked = {theme: offers(theme, said, least) for theme in voices}
    signed = _signed([one for found in ranked.values() for one in found])
    used = {one.answer_id for one in mine}
    return [
        Section(
            theme,
            names.get(theme, theme),
            heard_by,
            tuple(one for one in mine if one.theme == theme),
            tuple(Offered(one, signed.get(one.answer_id, "")) for one in ranked[theme]
                  if one.answer_id not in used),
        )
        for theme, heard_by in voices.items()
    ]  # fmt: skip


def _signed(found: Sequence[Offer]) -> Mapping[str, str]:
    with desk().rooms.register.read() as conn:
        known = {one.answer_id: one for one in signatures.listing(conn)}
    texts = {one.answer_id: signatures.digest(one.text) for one in found}
    return {
        answer_id: "signed" if known[answer_id].signed_by else "proposed"
        for answer_id, digest in texts.items()
        if answer_id in known and known[answer_id].digest == digest
    }


def _voices(draft: Publication) -> Mapping[str, int]:
    with desk().rooms.answers.read() as conn:
        return voices_of(conn, draft)


def _add(draft: Publication, quote: Quote, said: str) -> None:
    with desk().rooms.answers.write() as conn:
        number = publications.add_quote(conn, draft.id, quote)
    if number is None:
        warned("It is not a draft any more.")
    else:
        told(said)


def _draft(publication_id: str) -> Publication:
    with desk().rooms.answers.read() as conn:
        found = publications.find(conn, publication_id)
    if found is None or found.state != DRAFT:
        abort(404)
    return found


def _back(publication_id: str) -> Response:
    return redirect(url_for(".show", publication=publication_id))
