"""The public pages: the first page, what happens to your words, help now, using this site."""

from flask import Blueprint, redirect, render_template, session
from flask.typing import ResponseReturnValue

from bot.routes import public

blueprint = Blueprint("pages", __name__)

# A page that anybody may have had open, on a site that everybody knows.
NEUTRAL_PAGE = "https://www.bbc.co.uk/weather"


@blueprint.get("/")
@public("the first page is for everybody")
def first() -> ResponseReturnValue:
    """Start a chat, see what was done, read what happens to your words, get help."""
    return render_template("first.html")


@blueprint.get("/your-words")
@public("everybody may read what happens to what they say, before they say it")
def your_words() -> ResponseReturnValue:
    """Who reads your words, when your name goes, and the one exception."""
    return render_template("your_words.html")


@blueprint.get("/help-now")
@public("help is for everybody")
def help_now() -> ResponseReturnValue:
    """The people to ring or text now."""
    return render_template("help_now.html")


@blueprint.get("/accessibility")
@public("the law asks for a statement that everybody can read")
def accessibility() -> ResponseReturnValue:
    """How easy these pages are to use, and what we know is not right yet."""
    return render_template("accessibility.html")


@blueprint.get("/leave")
@public("leaving must work for everybody, at once")
def leave() -> ResponseReturnValue:
    """Forget the chat in this browser and go to a page that anybody may have open."""
    session.clear()
    return redirect(NEUTRAL_PAGE, 303)
