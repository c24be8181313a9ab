"""What languages are called, by themselves and in English, and which script they are in."""

NAMES = {
    "en": "English",
    "cy": "Cymraeg",
    "ar": "العربية",
    "fa": "فارسی/دری",
    "ps": "پښتو",
    "ckb": "کوردی",
    "kmr": "Kurmancî",
    "ti": "ትግርኛ",
    "am": "አማርኛ",
    "sq": "Shqip",
    "vi": "Tiếng Việt",
    "uk": "Українська",
    "pl": "Polski",
    "ro": "Română",
    "pt": "Português",
    "ur": "اردو",
    "bn": "বাংলা",
    "so": "Soomaali",
    "fr": "Français",
    "es": "Español",
    "tr": "Türkçe",
    "ru": "Русский",
}
ENGLISH_NAMES = {
    "en": "english",
    "cy": "welsh",
    "ar": "arabic",
    "fa": "farsi|persian|dari",
    "ps": "pashto",
    "ckb": "sorani|kurdish",
    "kmr": "kurmanji|kurdish",
    "ti": "tigrinya",
    "am": "amharic",
    "sq": "albanian",
    "vi": "vietnamese",
    "uk": "ukrainian",
    "pl": "polish",
    "ro": "romanian",
    "pt": "portuguese",
    "ur": "urdu",
    "bn": "bengali|bangla",
    "so": "somali",
    "fr": "french",
    "es": "spanish",
    "tr": "turkish",
    "ru": "russian",
}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ps", "ckb", "ur"})
LATIN = "LATIN"
OF_LATIN = ("pl", "ro", "es", "fr", "pt", "so", "sq", "tr", "kmr", "vi", "cy")
BY_SCRIPT = {
    "ARABIC": ("ar", "fa", "ps", "ckb", "ur"),
    "ETHIOPIC": ("ti", "am"),
    "CYRILLIC": ("uk", "ru"),
    "BENGALI": ("bn",),
}
