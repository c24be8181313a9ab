"""Web chat: the same conversation as by text message, in a browser, without any JavaScript."""

import secrets
from typing import NamedTuple

from flask import (
    Blueprint,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import gettext as _

from bot import page_language
from bot.assess import assess
from bot.channels.posted import HELP, LONGEST_TEXT, Posted, read_posted
from bot.message import ChatView, ChoiceButton, InboundMessage
from bot.receive import chat_view, receive
from bot.routes import public
from bot.site import site
from bot.wiring import wiring
from conversations import dialogue
from conversations.dialogue import Person
from conversations.events import Said
from conversations.text import clean
from conversations.words import global_word

blueprint = Blueprint("web", __name__)

ANYTHING = "say-anything"


class Door(NamedTuple):
    """One thing that a chat can be about."""

    flow: str
    title: str
    about: str


@blueprint.get("/chat")
@public("web chat is for everybody; the cookie holds only a random token")
def show() -> ResponseReturnValue:
    """The conversation so far, or what somebody can talk about. Keeps nothing."""
    view = _view()
    if view is None:
        _forget()
        return _opening(_known_flow(request.args.get("flow")))
    if view.ended:
        session["round"] = secrets.token_hex(4)
    return _conversation(view)


@blueprint.post("/chat")
@public("web chat is for everybody; the form carries a CSRF token")
def say() -> ResponseReturnValue:
    """Take what was said, once, and show the conversation again."""
    posted = read_posted()
    if "again" in request.form:
        _forget()
        return redirect(url_for("web.show"), 303)
    view = _view()
    if view is None:
        _take(posted, *_begun(posted))
    elif posted.turn in (None, view.turn):
        _take(posted, view.turn)
    elif _said_last(view, posted.messages):
        pass  # the same press twice: it has been taken
    elif _at_any_time(posted.messages):
        _take(posted)
    else:
        return _shown_again(view, posted)
    return _with_rest(posted.rest) if posted.rest else _back()


def _begun(posted: Posted) -> tuple[int, ...]:
    """Open a conversation; the turn that follows, if any. Help waits behind no opening text."""
    if posted.messages[:1] == (HELP,):
        return ()
    if posted.turn:
        _forget()  # written for a conversation that is over and gone
    _receive("", 0, start_flow=_known_flow(posted.flow) or ANYTHING)
    return (1,)


def _take(posted: Posted, turn: int | None = None) -> None:
    """Hear the messages: as this and the following turns, or outside of any turn."""
    for place, message in enumerate(posted.messages):
        _receive(message, None if turn is None else turn + place)


def _with_rest(rest: str) -> ResponseReturnValue:
    """The message was too long: its first part is kept, and the rest is in the box, to be sent.

    Unless it may mean harm; then it is taken now.
    """
    if _worrying(rest):
        for start in range(0, len(rest), LONGEST_TEXT):
            _receive(rest[start : start + LONGEST_TEXT], None)
        return _back()
    view = _view()
    told = _("That was long. The first part is sent. The rest is in the box: send it too.")
    return _conversation(view, rest, told) if view else _back()


def _receive(text: str, turn: int | None, start_flow: str | None = None) -> None:
    """One turn of one browser is one key, so that pressing twice has one effect."""
    here, token = wiring(), _token()
    place = f"out-{secrets.token_hex(8)}" if turn is None else f"{session.get('round', '')}:{turn}"
    inbound = InboundMessage(
        channel="web",
        sender=token,
        key=f"{token}:{place}",
        text=text,
        start_flow=start_flow,
        language=page_language.page_language(),
    )
    view = receive(here.service, inbound, here.clock.now()).view
    if view is None:
        return
    if view.language != g.get("chat_language", inbound.language):  # they chose another one
        page_language.use_language(view.language)
    if view.ended:  # turns are counted from 1 again
        session["round"] = secrets.token_hex(4)


def _said_last(view: ChatView, messages: tuple[str, ...]) -> bool:
    said = [text for who, text in view.lines if who == "you"]
    kept = [clean(message) for message in messages]  # as they stand in the conversation
    return not messages or said[-len(messages) :] == kept


def _at_any_time(messages: tuple[str, ...]) -> bool:
    """Whether to take words that were written for an earlier question than the open one.

    Words that may mean harm must never be dropped, and the global words mean the same everywhere;
    but not SKIP, which would pass over a question that nobody has seen yet.
    """
    book = wiring().service.book
    return any(
        global_word(message, book.words) not in (None, "SKIP") or _worrying(message)
        for message in messages
    )


def _worrying(text: str) -> bool:
    """Whether a text may mean harm. All of it is looked at, however long it is."""
    book, language = wiring().service.book, page_language.page_language()
    parts = (text[start : start + LONGEST_TEXT] for start in range(0, len(text), LONGEST_TEXT))
    return any(assess(part, book.phrases, None, language).level != "none" for part in parts)


def _shown_again(view: ChatView, posted: Posted) -> ResponseReturnValue:
    """The present state. Words go back in the box; a pressed button means nothing any more."""
    words = [text for text in posted.messages if not (text.isdecimal() or text == view.skip)]
    if view.ended and not words:
        return _back()
    told = _("The chat has moved on. Please look at the question again.")
    if words:
        told = _("The chat has moved on. Your words are still in the box. Send them?")
    return _conversation(view, "\n".join((*words, posted.rest)).strip(), told), 409


def _back() -> ResponseReturnValue:
    return redirect(url_for("web.show", _anchor="latest"), 303)


def _view() -> ChatView | None:
    """The open or just ended conversation of this browser."""
    here = wiring()
    view = chat_view(here.service, _token(), here.clock.now())
    if view is None or not view.lines:
        return None
    g.chat_language = view.language
    return view


def _conversation(view: ChatView, unsent: str = "", notice: str = "") -> str:
    return render_template(
        "chat.html",
        view=view,
        choices=[choice for choice in view.choices if choice.value != HELP],
        newest=_newest(view),
        notice=notice,
        unsent=unsent,
        direction=page_language.direction(view.language),
        longest=LONGEST_TEXT,
    )


def _newest(view: ChatView) -> int:
    """Where to start reading: the last thing that the young person said, and the answers to it."""
    said = [place for place, (who, _text) in enumerate(view.lines) if who == "you"]
    return said[-1] if said else 0


def _opening(flow: str | None) -> str:
    """What somebody can talk about; or, once that is chosen, the opening texts. Keeps nothing."""
    if flow is not None:
        return _conversation(_preview(flow))
    lines = [f"{line.name} {line.number}" for line in site().lines if not line.word]
    return render_template("chat_open.html", doors=_doors(), first_line=next(iter(lines), "111"))


def _preview(flow: str) -> ChatView:
    """How a conversation will begin: the same texts and buttons, before there is any."""
    here, language = wiring(), page_language.page_language()
    person = Person(language=language, audience="", mode="web", findable=False)
    turn = dialogue.begin(here.service.book, flow, person, here.clock.now())
    shown = dialogue.view(here.service.book, turn.state, person)
    return ChatView(
        lines=tuple(("bot", event.text) for event in turn.events if isinstance(event, Said)),
        turn=0,
        language=language,
        choices=tuple(ChoiceButton(button.value, button.label) for button in shown.buttons),
        skip=None,
        takes_words=shown.free_text,
        ended=False,
        flow=flow,
        progress=None,
    )


def _doors() -> list[Door]:
    """What somebody can talk about: the county's flows, the open one first."""
    flows = sorted(wiring().service.book.flows.values(), key=lambda flow: flow.id != ANYTHING)
    return [
        Door(flow.id, gettext(flow.title), gettext(flow.about) if flow.about else "")
        for flow in flows
    ]


def _known_flow(flow: str | None) -> str | None:
    return flow if flow in wiring().service.book.flows else None


def _token() -> str:
    """This browser's random token; made when the chat is first looked at, so that a first post
    that is sent twice is still one."""
    token = session.get("chat")
    if not isinstance(token, str):
        token = session["chat"] = _new_token()
    return token


def _new_token() -> str:
    return secrets.token_urlsafe(24)


def _forget() -> None:
    """Begin with a new token: nothing joins what comes to what was."""
    session["chat"] = _new_token()
    session.pop("round", None)
