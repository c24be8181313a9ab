"""What happened since young people were last asked: told first to whoever opens a chat."""

import json

from storage.database import Database
from storage.register import notices


def since(register: Database, language: str) -> str | None:
    """Words that two people have signed, in this language or in English; None where there are none.

    Whoever is asked by text has had them already: nobody is asked again before they were told.
    """
    with register.read() as conn:
        kept = notices.get(conn, notices.SINCE)
    news = json.loads(kept) if kept else {}
    return news.get(language) or news.get("en")
