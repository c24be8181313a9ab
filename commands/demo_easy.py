"""The demo county's answers once more: for ages 8 to 11, and in easy words."""

from collections.abc import Mapping

EASIER: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "worker_change": {
        "young": {"said": "You said your worker changes too often.",
                  "did": "We keep our workers longer now. When one leaves, you meet the new one "
                  "first."},
        "easy": {"said": "Your worker changes a lot.",
                 "did": "We want workers to stay. You will meet a new worker first."},
    },
    "trust": {
        "young": {"said": "You want one grown-up you can trust, who stays.",
                  "did": "You can have a visitor of your own. They are just there for you."},
        "easy": {"said": "You want one person you can trust.",
                 "did": "You can have a visitor. They come just for you."},
    },
    "safety": {
        "young": {"said": "You said nobody should be mean at school.",
                  "did": "Big children look after the new ones. Your school helps too."},
        "easy": {"said": "You want less bullying.",
                 "did": "Big children help new children. Your school helps too."},
    },
    "info": {
        "young": {"said": "Nobody told you why you are in care.",
                  "did": "All workers learn how to tell you your story. They write it so that you "
                  "can read it."},
        "easy": {"said": "Nobody told you why you are in care.",
                 "did": "Workers learn to tell you your story. You can read it."},
    },
    "family": {
        "young": {"said": "Some of you want to see your family more. Some want less.",
                  "did": "We can't change this now. We talk about it at each of your meetings. You "
                  "can say what you want."},
        "easy": {"said": "Some of you want more family time. Some want less.",
                 "did": "We can't change this now. We will ask you at each meeting."},
    },
    "meetings": {
        "young": {"said": "You do not know who is at your meetings.",
                  "did": "You say who comes. Your worker asks you each time."},
        "easy": {"said": "You do not know the people at your meetings.",
                 "did": "You choose who comes. Your worker asks you first."},
    },
}  # fmt: skip
"""By theme: the other two audiences of the public page, in the form in which they are signed."""
