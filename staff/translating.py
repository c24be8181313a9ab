"""Held texts in languages that no reader reads: a translator puts them into English, same day."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from conversations.language import ENGLISH_NAMES
from conversations.text import clean
from staff.desk import desk, now, person, told, warned
from staff.judging import assess
from staff.reading import record
from staff.roles import may
from storage import mixer

pages = Blueprint("translating", __name__)

_TOO_LATE = "Somebody else has just done this one. Nothing of yours was saved; here is another."


@pages.get("/translate")
@may("translator")
def show() -> str:
    """One text and the question it answers: never who wrote it, or anything else they wrote."""
    after = request.args.get("after", "")
    one = mixer.next_to_translate(desk().rooms, person().id, now(), after=after)
    waiting = mixer.queue(desk().rooms, now())
    hold = timedelta(hours=desk().county.release.hold_hours)
    oldest = waiting.oldest_to_translate
    return render_template(
        "translate.html",
        one=one,
        left=waiting.to_translate,
        oldest=oldest - hold if oldest else None,
        questions=desk().questions,
        language=language_name(one.language) if one else "",
        codes={code: language_name(code) for code in ENGLISH_NAMES},
    )


@pages.post("/translate/<text_id>")
@may("translator")
def decide(text_id: str) -> Response:
    """Keep a translation, after the same judgement for safety that the original had."""
    translation = clean(request.form.get("translation", "").replace("\r\n", "\n"))
    if not translation:
        warned("There was no translation, so nothing was saved.")
        return redirect(url_for(".show"))
    judged = assess(translation)
    if mixer.translate(desk().rooms, text_id, translation, now(), judged):
        record("text.translated", text_id)
        told("Saved. It goes to the readers now; thank you.")
    else:
        warned(_TOO_LATE)
    if judged.level == "urgent":
        warned("This may be urgent. The safeguarding lead has it now; ring the duty number too.")
    return redirect(url_for(".show"))


@pages.post("/translate/<text_id>/language")
@may("translator")
def language(text_id: str) -> Response:
    """Say in which language it is: English and languages that are read go straight to readers."""
    code = request.form.get("code", "")
    if code not in ENGLISH_NAMES:
        warned("Choose a language from the list.")
    elif mixer.in_language(desk().rooms, text_id, None if code == "en" else code):
        record("text.language", text_id)
        told(f"Noted: {language_name(code)}.")
    else:
        warned(_TOO_LATE)
    return redirect(url_for(".show", after=text_id))


@pages.post("/translate/<text_id>/worry")
@may("translator")
def worry(text_id: str) -> Response:
    """Pass the whole conversation to the safeguarding lead; the text still waits."""
    if mixer.worry(desk().rooms, text_id, now()):
        record("text.worry", text_id)
        told("The safeguarding lead has the whole conversation now. Please still translate it.")
    else:
        warned("This text is not here any more. Ring the duty number and say what you read.")
    return redirect(url_for(".show"))


def language_name(code: str) -> str:
    """`Arabic`; `one of Arabic, Farsi`; or that nobody knows."""
    names = [
        ENGLISH_NAMES[one].split("|")[0].title() for one in code.split(",") if one in ENGLISH_NAMES
    ]
    if not names:
        return "not known"
    return names[0] if len(names) == 1 else f"one of {', '.join(names)}"
