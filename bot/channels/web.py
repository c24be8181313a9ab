"""Web chat: the same conversation as by text message, in a browser, without any JavaScript."""

import secrets

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
from flask_babel import gettext as _

from bot import events, page_language
from bot.channels import device, doors, linked
from bot.channels.doors import ANYTHING, Door, Wanted
from bot.channels.faces import answers
from bot.channels.old_posts import at_any_time, pressed, said_last, worrying
from bot.channels.posted import HELP, LONGEST_TEXT, Posted, read_posted, typed_words
from bot.message import ChatView, ChoiceButton, InboundMessage
from bot.receive import chat_view, receive
from bot.routes import public
from bot.site import site
from bot.wiring import wiring
from conversations import dialogue
from conversations.audience import YOUNGEST
from conversations.dialogue import Person
from conversations.events import Said
from conversations.language import NAMES
from conversations.scene import Scene

blueprint = Blueprint("web", __name__)


@blueprint.get("/chat")
@public("web chat is for everybody; the cookie holds only a random token")
def show() -> ResponseReturnValue:
    """The conversation so far, or what somebody can talk about. Keeps nothing."""
    if device.abandoned():
        return redirect(url_for("device.clear"), 303)
    view = _view()
    if view is None:
        _forget()
        return _opening(doors.wanted())
    if view.ended:
        session["round"] = secrets.token_hex(4)
    return _conversation(view, other=doors.another(view.flow))


@blueprint.post("/chat")
@public("web chat is for everybody; the form carries a CSRF token")
def say() -> ResponseReturnValue:
    """Take what was said, once, and show the conversation again."""
    posted = read_posted()
    if "again" in request.form:
        _forget()
        return redirect(doors.wanted().address(), 303)
    view = _view()
    leaving = linked.wants_stop(posted.messages)
    if "big" in request.form or "language" in request.form:
        return _differently(view, posted)
    if "back" in request.form:
        return _one_back(view, posted)
    if view is None:
        _take(posted, *_begun(posted))
    elif posted.turn in (None, view.turn):
        _take(posted, view.turn)
    elif said_last(view, posted.messages):
        pass  # the same press twice: it has been taken
    elif at_any_time(posted.messages):
        _take(posted)
    else:
        return _shown_again(view, posted)
    if leaving:
        return redirect(url_for("linked.stop"), 303)
    return _with_rest(posted.rest) if posted.rest else _to_chat()


@blueprint.get("/chat/sheet")
@public("only the browser whose chat it is has the token that opens it")
def sheet() -> ResponseReturnValue:
    """What was prepared in this chat, to be printed. It goes when the chat ends."""
    view = None if device.abandoned() else _view()
    return render_template(
        "sheet.html",
        view=view,
        lines=view.sheet if view else (),
        direction=page_language.direction(view.language if view else "en"),
        idle=device.seen(ended=False),
    )


def _differently(view: ChatView | None, posted: Posted) -> ResponseReturnValue:
    """The same page with bigger words, or in another language. What is in the box stays there."""
    if "big" in request.form:
        device.make_big(request.form["big"] == "yes")
    else:
        _speak(request.form["language"], view)
    words = typed_words()
    view = _view()
    if view is not None:
        return _conversation(view, words) if words else _to_chat()
    wanted = doors.wanted()
    if words and wanted.flow:
        return _conversation(_preview(wanted), words, wanted=wanted)
    return redirect(wanted.address(), 303)


def _one_back(view: ChatView | None, posted: Posted) -> ResponseReturnValue:
    """To the question before, once for each press. What is in the box is for the one after it.

    Words that may mean harm are heard instead: nobody is asked to send them again.
    """
    if view is None:
        return _to_chat()
    words = typed_words()
    now_open = posted.turn in (None, view.turn)
    if worrying(words):
        _take(posted, view.turn if now_open else None)
        return _to_chat()
    if now_open or (view.ended and view.newest is None):
        _receive("", view.turn if now_open else None, back=True)
    elif view.newest is None:  # something else came in between; else it is the same press twice
        return _shown_again(view, posted)
    if not words:
        return _to_chat()
    told = _("Your words are still in the box. Nobody has read them yet.")
    return _conversation(_view() or view, words, told)


def _speak(code: str, view: ChatView | None) -> None:
    """Change the language of the page, and that of an open conversation in its own way."""
    if code not in site().languages:
        return
    if view is not None and not view.ended and view.language != code:
        offered = {choice.label: choice.value for choice in view.choices}
        asked = NAMES[code] in offered  # the languages stand there to be chosen from already
        for text in (NAMES[code],) if asked else ("LANGUAGE", NAMES[code]):
            _receive(text, None)
    page_language.use_language(code)


def _begun(posted: Posted) -> tuple[int, ...]:
    """Open a conversation; the turn that follows, if any. Help waits behind no opening text."""
    if posted.messages[:1] == (HELP,):
        return ()
    if posted.turn:
        _forget()  # written for a conversation that is over and gone
    _receive("", 0, start=doors.wanted(posted.flow))
    return (1,)


def _take(posted: Posted, turn: int | None = None) -> None:
    """Hear the messages: as this and the following turns, or outside of any turn."""
    view = _view()
    for place, message in enumerate(posted.messages):
        label = _label(message, view) if view and turn is not None and place == 0 else None
        _receive(message, None if turn is None else turn + place, label=label)


def _label(message: str, view: ChatView) -> str | None:
    """What stood on the button that sends this, so that nobody has to read "3"."""
    if message == view.skip:
        return view.skip_label
    if message == HELP:
        return str(_("I need help now"))
    return next((one.label for one in view.choices if message == one.value), None)


def _with_rest(rest: str) -> ResponseReturnValue:
    """The message was too long: its first part is kept, and the rest is in the box, to be sent.

    Unless it may mean harm; then it is taken now.
    """
    if worrying(rest):
        for start in range(0, len(rest), LONGEST_TEXT):
            _receive(rest[start : start + LONGEST_TEXT], None)
        return _to_chat()
    view = _view()
    told = _("That was long. The first part is sent. The rest is in the box: send it too.")
    return _conversation(view, rest, told) if view else _to_chat()


def _receive(
    text: str,
    turn: int | None,
    start: Wanted | None = None,
    label: str | None = None,
    back: bool = False,
) -> None:
    """One turn of one browser is one key, so that pressing twice has one effect."""
    here, token = wiring(), _token()
    place = f"out-{secrets.token_hex(8)}" if turn is None else f"{session.get('round', '')}:{turn}"
    inbound = InboundMessage(
        channel="web",
        sender=token,
        key=f"{token}:{place}",
        text=text,
        start_flow=(start.flow or ANYTHING) if start else None,
        language=page_language.page_language(),
        audience=start.audience if start else None,
        easy_read=start.easy if start else False,
        label=label,
        back=back,
        event=events.given(start.flow) if start else None,
        **(linked.given(start.flow) if start else {}),
    )
    view = receive(here.service, inbound, here.clock.now()).view
    if view is None:
        return
    if view.language != g.get("chat_language", inbound.language):  # they chose another one
        page_language.use_language(view.language)
    if view.ended:  # turns are counted from 1 again
        session["round"] = secrets.token_hex(4)


def _shown_again(view: ChatView, posted: Posted) -> ResponseReturnValue:
    """The present state. Words go back in the box; a pressed button means nothing any more."""
    words = [text for text in posted.messages if not pressed(text, view)]
    if view.ended and not words:
        return _to_chat()
    told = _("The chat has moved on. Please look at the question again.")
    if words:
        told = _("The chat has moved on. Your words are still in the box. Send them?")
    return _conversation(view, "\n".join((*words, posted.rest)).strip(), told), 409


def _to_chat() -> ResponseReturnValue:
    return redirect(url_for("web.show", _anchor="latest"), 303)


def _view() -> ChatView | None:
    """The open or just ended conversation of this browser."""
    here = wiring()
    view = chat_view(here.service, _token(), here.clock.now())
    if view is None or not view.lines:
        return None
    g.chat_language = view.language
    return view


def _conversation(
    view: ChatView,
    unsent: str = "",
    notice: str = "",
    wanted: Wanted | None = None,
    other: Door | None = None,
) -> str:
    book = wiring().service.book
    return render_template(
        "chat.html",
        view=view,
        choices=answers(view, book, doors.offer().happy_scales),
        opening=any(button.value == HELP for button in view.choices),
        newest=_newest(view),
        notice=notice,
        unsent=unsent,
        wanted=wanted,
        other=other,
        ages=doors.ages(),
        direction=page_language.direction(view.language),
        longest=LONGEST_TEXT,
        who=_who(view.language, wanted),
        idle=device.seen(ended=view.ended),
    )


def _newest(view: ChatView) -> int:
    """Where to start reading: the last thing that the young person said, and the answers to it."""
    if view.newest is not None:
        return view.newest
    said = [place for place, (who, _text) in enumerate(view.lines) if who == "you"]
    return said[-1] if said else 0


def _opening(wanted: Wanted) -> str:
    """What somebody can talk about; or, once that is chosen, the opening texts. Keeps nothing."""
    if wanted.flow is not None:
        return _conversation(_preview(wanted), wanted=wanted)
    lines = [f"{line.name} {line.number}" for line in site().lines if not line.word]
    return render_template(
        "chat_open.html",
        groups=doors.door_groups(wanted),
        wanted=wanted,
        who=_who(page_language.page_language(), wanted),
        first_line=next(iter(lines), "111"),
    )


def _preview(wanted: Wanted) -> ChatView:
    """How a conversation will begin: the same texts and buttons, before there is any."""
    here = wiring()
    person = _stranger(page_language.page_language(), wanted)
    turn = dialogue.begin(here.service.book, wanted.flow or ANYTHING, person, here.clock.now())
    shown = dialogue.view(here.service.book, turn.state, person)
    return ChatView(
        lines=tuple(("bot", event.text) for event in turn.events if isinstance(event, Said)),
        turn=0,
        language=person.language,
        choices=tuple(ChoiceButton(button.value, button.label) for button in shown.buttons),
        skip=None,
        takes_words=shown.free_text,
        ended=False,
        flow=wanted.flow,
        progress=None,
    )


def _stranger(language: str, wanted: Wanted | None) -> Person:
    return Person(
        language=language,
        audience=(wanted.audience if wanted else None) or YOUNGEST,
        easy_read=bool(wanted and wanted.easy),
        mode="web",
        findable=False,
    )


def _who(language: str, wanted: Wanted | None) -> str:
    """What WHO answers; at hand without being sent."""
    here = wiring()
    return Scene(here.service.book, _stranger(language, wanted), here.clock.now()).say("who")


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
