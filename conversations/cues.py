"""Words that say a person is meant: who somebody is, what people do to one another."""

from config.data import load_cues

CUES = load_cues()

# "my brother …", "social worker …", "carer …": a name often follows.
ROLES = CUES["roles"]
# After these a name is plain: "called …", "name is …".
# What is done to or with a person: "told …", "with …".
TOWARDS = CUES["towards"]
# The weaker half of the above: enough for a name or an unknown word, not for an ordinary one.
PLAIN_TOWARDS = CUES["plain_towards"]
# What persons do: "… said".
DOES = CUES["does"]
# Of those, what hardly anything but a person does.
ONLY_PERSONS = CUES["only_persons"]
# "… is kind": said of people.
SURELY_OF_PERSONS = CUES["surely_of_persons"]
# After a modal word that is also a name ("will", "may"): what makes it the verb.
BASE_VERBS = CUES["base_verbs"]
JOINS = frozenset(["and", "n", "nd", "or", "an"])
SIGN_JOINS = frozenset([",", "&", "/", "+", ", and", ", &", "and"])
# These before a word make it no person: "a will", "the rose", "of hope".
THINGS = CUES["things"]
NOT_CALLED = CUES["not_called"]
# "will", "may": a word before a verb, or a name.
MODAL = CUES["modal"]
IS = CUES["is"]
# How ordinary words end, and names seldom do.
ENDINGS = tuple(CUES["endings"])
