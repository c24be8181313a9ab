"""Words that say a person is meant: who somebody is, what people do to one another."""

# "my brother …", "social worker …", "carer …": a name often follows.
ROLES = frozenset(
    "sw sws worker workers pa pas iro carer carers advisor adviser mentor tutor teacher teachers guardian advocate solicitor interpreter therapist counsellor psychologist "
    "psychiatrist doctor dr gp nurse dentist judge manager boss coach keyworker key-worker officer lawyer neighbour neighbor "
    "brother brothers bro bros sister sisters sis twin twins sibling siblings sibs mum mam mother dad father stepdad stepmum step-dad step-mum uncle aunt auntie aunty nan nana nanny gran "
    "granny grandma grandad granddad grandpa grandmother grandfather cousin cousins niece nephew nieces nephews son daughter baby kid child husband wife partner "
    "boyfriend girlfriend bf gf ex fiance fella hubby friend friends freind frend mate mates bestie besties bff buddy pal pals roommate flatmate housemate "
    "dog cat boy girl man woman lady guy bloke kid lad parents family families cook cleaner driver host landlord boss chef pastor imam escort staff supervisor sw's friend's senco headteacher head director".split()
)  # fmt: skip
# After these a name is plain: "called …", "name is …".
NAMING = frozenset("called named name names name's nickname nicknamed aka call".split())
# What is done to or with a person: "told …", "with …".
TOWARDS = frozenset(
    "told tell tells telling ask asked asking asks miss misses missed missing with without trust trusts trusted love loves luv hate hates h8 thank thanks thx cheers hi hey hello dear bye sorry "
    "and n & plus by from to for see seeing saw meet met meeting visit visited ring rang call called text texted texting email messaged message speak spoke talk talked want wanted like liked likes "
    "because except only about than not respect up rip happy birthday oi yo ok yeah maybe probs idk poor lovely lucky old little lil big young when if whenever since before after until did does is was has can could will would should may "
    "where's wheres who who's whos contact had got new between me or prefer preferred blame blamed let made make makes help helped helping taken wasnt wasn't dont don't send love at that think thought said says knew know please pls plz why then because cos coz cuz both but".split()
)  # fmt: skip
# The weaker half of the above: enough for a name or an unknown word, not for an ordinary one.
PLAIN_TOWARDS = frozenset(
    "told tell tells ask asked asks miss misses missed with without trust trusts trusted thank thanks thx cheers hi hey hello dear bye sorry rang met visited texted messaged spoke respect rip hate hates h8 blamed blame except".split()
)  # fmt: skip
# What persons do: "… said".
DOES = frozenset(
    "said says say told tells asked asks promised shouted shouts swore swears cried cries laughed laughs listens listened helped helps cares cared took takes drives drove forgot forgets "
    "remembers remembered left leaves lied lies keeps kept ignores ignored hits hit punched kicked stole steals bullies bullied pushed cooks cooked visits visited rang rings phoned texted texts emailed "
    "smokes drinks thinks knows knew wants wanted needs deserves hates loves likes liked doesnt doesn't dont don't never always didnt didn't isnt isn't wasnt wasn't hasnt hasn't wont won't "
    "gets got gave gives makes made talks talked speaks spoke understands understood explained explains explain reads wrote writes works worked came comes goes went turned turns sorted "
    "braids plays played stinks smells moans nags wears sent sends puts tried tries used lives lived stayed sleeps slept hurts hurt scared annoys checks checked picks picked brings brought calls called met sees saw has had was is will would should can could cant can't "
    "taught teaches showed shows runs ran fights fought falls fell nicked who whos who's and n & also".split()
)  # fmt: skip
# Of those, what hardly anything but a person does.
ONLY_PERSONS = frozenset(
    "said says told tells asked asks promised shouted shouts swore swears cried cries laughed laughs listens listened helped cares took drives drove forgot forgets lied lies ignores ignored hits punched "
    "kicked stole bullies bullied pushed cooks cooked rang phoned texted emailed smokes drinks thinks knows knew wants wanted deserves hates talks talked speaks spoke understands understood explained reads wrote "
    "writes braids moans nags taught who whos who's doesnt doesn't didnt didn't promises visits visited keeps".split()
)  # fmt: skip
# "… is kind": said of people.
OF_PERSONS = frozenset(
    "kind funny strict mean rude late lovely patient calm amazing brilliant leaving off my our the old annoying legend sound class safe jealous sick always never a an in from not old posh "
    "nice ok okay okey alright great good best fab fun cool fine rubbish useless horrible sweet young so really very too back still isnt moving coming getting being her his".split()
)  # fmt: skip
SURELY_OF_PERSONS = frozenset(
    "kind strict rude patient lovely jealous leaving my our posh polite caring legend sound moaning shouting lying".split()
)  # fmt: skip
# After a modal word that is also a name ("will", "may"): what makes it the verb.
BASE_VERBS = frozenset(
    "be have not never go get come see do always help still also i you he she it we they ever need want take make let give tell say ask know think find keep work feel like live stay move try look talk call leave become change only even just probably maybe definitely there this that the my have've stop start end turn visit ring answer miss love hate happen".split()
)  # fmt: skip
JOINS = frozenset(["and", "n", "nd", "or", "an"])
SIGN_JOINS = frozenset([",", "&", "/", "+", ", and", ", &", "and"])
# These before a word make it no person: "a will", "the rose", "of hope".
THINGS = frozenset(
    "a an the my your his her our their this that these those some any no every each of much more most very so too in on at into as it its it's im i'm i we they he she you am are be been is was were being have has had do does did to".split()
)  # fmt: skip
NOT_CALLED = frozenset(
    "me him her them us you it a an the my by off out up in on for to at back names name stupid fat ugly lazy gay weird mental mad thick dumb slow liar liars idiot bitch slag into again about so like loud round over this that these those something when because and police home first last "
    "one everyone someone anyone is are was not wrong right spelled spelt mentioned every each no some any only with from if or as lac changed said missing please pls childline before after emergency centre what why how who all just really social children's childrens mum dad nan care family".split()
)  # fmt: skip
