"""Who may open what: the roles, one rule on every view, and no access without a rule."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask

View = TypeVar("View", bound=Callable[..., Any])

ROLES: dict[str, str] = {
    "officer": "Participation officer",
    "reader": "Reader",
    "district_lead": "District lead",
    "worker": "Worker",
    "safeguarding": "Safeguarding lead",
    "dpo": "Data protection officer",
    "council": "Children in Care Council",
    "board": "Board member",
    "translator": "Translator",
    "admin": "Administrator",
    "auditor": "Auditor",
}

COMING: dict[str, str] = {
    "translator": "Pages to translate what the bot says are not built yet.",
}
"""Roles whose pages come later are told so; there are no dead links."""


@dataclass(frozen=True)
class Rule:
    """Who may open a view. `open_because` is set only where nobody need be signed in."""

    roles: frozenset[str]
    open_because: str | None = None

    def allows(self, role: str | None) -> bool:
        """Whether a person of that role (None: not signed in) may open it."""
        return self.open_because is not None or role in self.roles


@dataclass(frozen=True)
class Page:
    """A page in the navigation, with one line on what it is for."""

    endpoint: str
    title: str
    purpose: str


PAGES: tuple[Page, ...] = (
    Page(
        "cases.show",
        "Cases",
        "Somebody may not be safe: sealed, opened one at a time with your passphrase.",
    ),
    Page(
        "safeguarding.show",
        "Flags",
        "Words with a weaker sign of harm. Read these first.",
    ),
    Page("alerts.show", "Alerts", "Who was rung when, where you are rung, and the daily test."),
    Page("drills.show", "Drills", "Disclosures that we planted: how soon each was found and seen."),
    Page(
        "requests.show",
        "Requests",
        "Young people who asked for a person, an advocate, or for their words.",
    ),
    Page(
        "told_when_hurt.show",
        "What young people are told",
        "The texts that go out when somebody may be hurt, who signed them, and the helplines.",
    ),
    Page(
        "looks.show",
        "Look at once",
        "Words that are destroyed after one look. Say whether somebody may be at risk.",
    ),
    Page(
        "safety_read.show",
        "Safety read",
        "Whole conversations, within hours of their end: may somebody get hurt?",
    ),
    Page(
        "translating.show",
        "Translate",
        "Words that no reader can read. Put them into English, the same day.",
    ),
    Page(
        "reading.show",
        "Read words",
        "Clear, edit or withhold what young people wrote, before anybody else sees it.",
    ),
    Page(
        "entering.show",
        "Enter lines",
        "Type in what young people wrote on a paper wall or at an event.",
    ),
    Page(
        "contacts.show",
        "Your young people",
        "Who they are, whether they were told what this is, and a break when they need one.",
    ),
    Page(
        "onboarding.begin",
        "Add a young person",
        "Together with them: their phone, what to read aloud, one test text.",
    ),
    Page("sending.show", "Send a check-in", "To whom, which one, when, and its exact words."),
    Page(
        "calendar.show",
        "Check-ins",
        "What was asked when, how far it has got, the year of the Board.",
    ),
    Page("telling.show", "Tell", "Say to everybody who was asked what came of it."),
    Page("money.show", "Money", "What texts cost this year, and what an answer costs."),
    Page(
        "rosters.show",
        "Roster",
        "Who is on duty and who reads, by hours. Check-ins go out only while both are.",
    ),
    Page(
        "flow_safety.show",
        "Questions",
        "What is asked: the safeguarding lead signs it before it can be sent.",
    ),
    Page(
        "silent_score.show",
        "Silent score",
        "What the trained score says in its silent first weeks, beside what counted.",
    ),
    Page(
        "themes.show",
        "Monday page",
        "What is left to check, what is new, who disagrees, how sure we are.",
    ),
    Page(
        "publications.show",
        "Publications",
        "What young people said, theme by theme, as it may go out.",
    ),
    Page(
        "actions.show",
        "Actions",
        "What we heard, what we do about it or why not, who, by when; what is overdue.",
    ),
    Page(
        "signing.show",
        "To sign",
        "This week’s public texts: read them once through, sign them with one press.",
    ),
    Page(
        "papers.show",
        "Newsletter",
        "The quarter’s newsletter and the Chair’s letter, made of signed answers.",
    ),
    Page(
        "council.show",
        "Councils",
        "What young people’s councils propose, challenge and want the Board to talk about.",
    ),
    Page(
        "district_log.show",
        "District log",
        "Events: who came, what was said, what we did, and the code that opens a chat.",
    ),
    Page(
        "reports.show",
        "Reports",
        "Quarterly, Board, management and annual reports: drafts that wait, and what is final.",
    ),
    Page("answers.index", "Answers", "What was said, question by question, after it was cleared."),
    Page(
        "publishing.show",
        "Public words",
        "Words that somebody wants to publish: they need a second signature.",
    ),
    Page(
        "operations.show",
        "Running",
        "What is waiting, what goes out, the last release, is everything alive.",
    ),
    Page(
        "joining.show",
        "Joining",
        "Phones that texted JOIN, and phones that are somebody else’s.",
    ),
    Page(
        "importing.show",
        "Import",
        "Bring in young people from a file, after a look at every row.",
    ),
    Page(
        "do_not_ask.show",
        "Do-not-ask list",
        "The weekly list from the case system. Without a fresh one nothing is asked.",
    ),
    Page("refusals.show", "Held back", "Why texts did not go out, counted, and what helps."),
    Page("accounts.show", "Accounts", "Who can sign in, and with which role."),
    Page(
        "help.show",
        "Help",
        "How it works in one minute, what to say aloud, posters and cards to print.",
    ),
    Page(
        "subject_access.show",
        "What we hold",
        "A young person asks to see it: everything under their number, as a file to hand over.",
    ),
    Page(
        "erasure.show",
        "Find and erase",
        "Released words that say who somebody is, found by a quote, and erased.",
    ),
    Page("audit_log.show", "Audit log", "Who did what and why, and whether the log is whole."),
)

_RULE = "staff_rule"


def may(*roles: str) -> Callable[[View], View]:
    """Let these roles open a view."""
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise ValueError(f"no such role: {sorted(unknown)}")
    return _ruled(Rule(frozenset(roles)))


def may_everybody_signed_in() -> Callable[[View], View]:
    """Let every role open a view."""
    return _ruled(Rule(frozenset(ROLES)))


def open_to_all(why: str) -> Callable[[View], View]:
    """Let people who are not signed in open a view, and say why that is right."""
    return _ruled(Rule(frozenset(ROLES), why))


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """The rule of an endpoint; None means that nobody may open it."""
    if endpoint == "static":  # Flask makes this view itself
        return Rule(frozenset(ROLES), "style sheets and scripts hold no data")
    rule = getattr(app.view_functions.get(endpoint), _RULE, None)
    return rule if isinstance(rule, Rule) else None


def pages_for(app: Flask, role: str) -> list[Page]:
    """The pages that a role may open, in the order of the navigation."""
    rules = [(page, rule_of(app, page.endpoint)) for page in PAGES]
    return [page for page, rule in rules if rule is not None and rule.allows(role)]


def _ruled(rule: Rule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, _RULE, rule)
        return view

    return mark
