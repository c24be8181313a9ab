"""What matching knows of languages: yes and no, number words, words that change nothing."""

from functools import lru_cache

from conversations.text import folded


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


# Forms are apart by | because some are of several words.
YES = {
    "en": (
        "yes|y|yeah|yea|yep|yup|ya|ye|yeh|yh|yas|yass|yus|yis|aye|sure|ok|okay|okey|k|kk|okie|"
        "definitely|absolutely|totally|certainly|course|of course|go on|go on then|go ahead|"
        "yes please|i do|i would|fine|that's fine|thats fine|thats ok|alright|all right|right|"
        "correct|true|for sure|defo|deffo|100%|affirmative|yes i do|you can|you may|si|why not|"
        "course you can|of course you can"
    ),
    "cy": "ie|ydw|oes|iawn|do|byddwn|gallwch|cewch",
    "ar": "نعم|ايوه|ايوا|اي|اجل|اه|موافق|طيب|تمام",
    "fa": "بله|بلی|آره|اره|آری|باشه|خوب",
    "ps": "هو|بلې|سمه ده|سمه",
    "ckb": "بەڵێ|ئا|ئەرێ|باشە",
    "kmr": "erê|ere|belê|bele|baş e",
    "ti": "እወ|እዎ|ሕራይ",
    "am": "አዎ|አዎን|እሺ",
    "sq": "po|po pra|mirë|ne rregull|në rregull",
    "vi": "có|vâng|dạ|ừ|được|đồng ý|co",
    "uk": "так|ага|добре|звичайно",
    "pl": "tak|no tak|jasne|dobrze|oczywiście",
    "ro": "da|sigur|bine|desigur",
    "pt": "sim|claro|s|está bem|pode",
    "ur": "ہاں|جی|جی ہاں|ٹھیک ہے|haan|ji",
    "bn": "হ্যাঁ|হ্যা|জি|জ্বী|ঠিক আছে|hae|ji",
    "so": "haa|haye|waa hagaag",
    "fr": "oui|ouais|bien sûr|d'accord|ouai",
    "es": "sí|si|claro|vale|bueno",
    "tr": "evet|tamam|olur|tabii|elbette",
    "ru": "да|ага|конечно|хорошо|ладно",
}
NO = {
    "en": (
        "no|n|nah|na|naw|nope|nop|noo|never|negative|not|no thanks|no thank you|no ta|not really|"
        "no way|i don't|i dont|i do not|i'd rather not|id rather not|rather not|i would not|"
        "i wouldn't|i wouldnt|don't|dont|no i dont|i don't think so|i dont think so|"
        "dont think so|not now|not today|false|wrong|absolutely not|definitely not|of course not|"
        "please don't|please dont|you can't|you cant|you can not|course not|no chance|nay|"
        "i'd prefer not|nah ur good|nah im good|im good|i'm good"
    ),
    "cy": "na|nage|nac oes|nac ydw|dim diolch|naddo",
    "ar": "لا|كلا|لأ|مو|لا شكرا",
    "fa": "نه|نخیر|خیر|نه ممنون",
    "ps": "نه|نا",
    "ckb": "نا|نەخێر|نه‌خێر",
    "kmr": "na|nexêr|nexer",
    "ti": "ኣይፋል|አይፋል|ኣይኮነን|ኣይፋሉን",
    "am": "አይ|አይደለም|የለም|አይሆንም",
    "sq": "jo",
    "vi": "không|khong|ko|không ạ",
    "uk": "ні|нє|ні дякую",
    "pl": "nie|nie dziękuję|nie dzięki",
    "ro": "nu|nu mulțumesc|ba nu",
    "pt": "não|nao|não obrigado|não obrigada",
    "ur": "نہیں|نہ|جی نہیں|nahi",
    "bn": "না|জি না|na",
    "so": "maya|may",
    "fr": "non|nan|pas du tout",
    "es": "no|no gracias",
    "tr": "hayır|hayir|yok",
    "ru": "нет|не|неа|нет спасибо",
}
# Said with these, "no" is not an answer: "no idea", "no one".
NOT_NO = _phrases(
    "no idea|no clue|no one|noone|no problem|no worries|no comment|not sure|no matter|"
    "i dont mind|i don't mind|dont mind|don't mind|dont know|don't know|i dont know|i don't know|"
    "not always|not yet|not much|yes and no|yes or no|no probs"
)
YES_SIGNS = frozenset("☑✅✔👌👍👏💯🙌🤙")
NO_SIGNS = frozenset("⛔✖✗✘❌👎🙅🚫")
NUMBER_WORDS = {
    "zero": 0, "nought": 0, "none": 0, "nil": 0, "one": 1, "two": 2, "three": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "wun": 1, "tow": 2, "tree": 3, "fore": 4,
    "fiv": 5, "sevn": 7, "eigth": 8, "eigh": 8, "nin": 9,
}  # fmt: skip
ORDINALS = {
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "6th": 6, "7th": 7, "8th": 8, "9th": 9,
    "10th": 10, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6,
    "last": -1,
}  # fmt: skip
# Small words around a closed answer that leave it as it is.
FILLERS = _words(
    "a about am an and answer around at be bit bro bruh choice choose def definitely er erm fam "
    "feel for give go guess haha hmm honestly i i'd i'll i'm id ill im innit is it it's its just "
    "kind kinda like lol mark marks mate mayb maybe me miss my ngl no now nr num number of oh ok "
    "on one option perhaps pick please pls plz point points pretty prob probably probs quite "
    "really reckon right rn roughly say score sir so solid sort star stars sure ta tbh thank "
    "thanks that's thats the think thx today ty uh um umm very was well with would x xo xx xxx "
    "you"
)
BECAUSE = _words(
    "and as bc bcos bcuz because becuz but cause cos coz cuz depends if only since sometimes "
    "though when"
)
NEGATORS = _words(
    "ain't aint aren't arent can't cant didn't didnt doesn't doesnt don't dont hardly isn't isnt "
    "never no nor not nothing wasn't wasnt without won't wont"
)


@lru_cache(maxsize=64)
def yes_forms(language: str) -> frozenset[str]:
    return _forms(YES, language)


@lru_cache(maxsize=64)
def no_forms(language: str) -> frozenset[str]:
    return _forms(NO, language)


def _forms(table: dict[str, str], language: str) -> frozenset[str]:
    forms = table["en"].split("|") + table.get(language, "").split("|")
    # Another script cannot be mistaken for English: نعم is yes whatever language is set.
    forms += [one for text in table.values() for one in text.split("|") if not _latin(one)]
    return frozenset(folded(form) for form in forms if form) - (
        _either() if language == "en" else set()
    )


def _latin(text: str) -> bool:
    return all(ord(char) < 0x250 or 0x1E00 <= ord(char) < 0x1F00 for char in text)


@lru_cache(maxsize=1)
def _either() -> frozenset[str]:
    """Forms that mean yes in one language and no in another."""
    yes, no = (
        {folded(one) for text in table.values() for one in text.split("|")} for table in (YES, NO)
    )
    return frozenset(one for one in yes & no if not _latin(one))
