"""Queueing: what shall go out, put into the outbox in as few statements as there can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Text,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    select,
    values,
)

from conversations.audience import YOUNGEST
from conversations.audience import audience as band_of
from conversations.limits import LIMITED, RESERVED
from conversations.prompting import Variant, segments
from storage.crypto import Vault, new_id
from storage.database import inserting
from storage.register.sending_tables import asked, outbox, outbox_text
from storage.register.tables import contact
from storage.times import london_day, stamp


@dataclass(frozen=True)
class Wording:
    """One text of a campaign in one language."""

    language: str
    body: str
    segments: int


@dataclass(frozen=True)
class Campaign:
    """A text to a group: every contact once per campaign and kind, for good."""

    id: str
    kind: str  # prompt | reminder | told
    wordings: Sequence[Wording]  # the English one is for all whose language has none
    due_at: datetime
    until: datetime | None = None
    flow: str | None = None
    part: str = ""


@dataclass(frozen=True)
class PromptCampaign:
    """A check-in's prompt, or its one reminder: each kind of reader has texts of their own."""

    id: str
    flow: str
    part: str
    due_at: datetime
    until: datetime
    variants: Sequence[Variant]
    kind: str = "prompt"  # prompt | reminder


@dataclass(frozen=True)
class OneOff:
    """A text of its own: a reply by API, a safety text, an alert (with its address in `body`)."""

    kind: str
    body: str
    segments: int
    due_at: datetime
    contact_id: str | None = None
    id: str = field(default_factory=new_id)


def queue_campaign(
    conn: Connection, vault: Vault, campaign: Campaign, who: Select[Any], epoch: int
) -> int:
    """Queue a text to all contacts whose ids `who` selects, in one INSERT; how many are new.

    The texts are sealed once per language, and no number is opened.
    """
    if campaign.kind not in LIMITED:
        raise ValueError("a campaign has prompts, reminders or 'we did' texts")
    texts = {one.language: new_id() for one in campaign.wordings}
    sealed = [
        {"id": texts[one.language], "language": one.language, "body": vault.seal(one.body),
         "segments": one.segments}
        for one in campaign.wordings
    ]  # fmt: skip
    conn.execute(insert(outbox_text), sealed)
    rows = _rows_of(conn, campaign, who, texts, epoch)
    columns = [column.name for column in rows.selected_columns]
    new = inserting(conn, outbox).from_select(columns, rows).on_conflict_do_nothing()
    return int(conn.execute(new.execution_options(preserve_rowcount=True)).rowcount)


def _rows_of(
    conn: Connection,
    campaign: Campaign,
    who: Select[Any],
    texts: Mapping[str, str],
    epoch: int,
) -> Select[Any]:
    segments = {texts[one.language]: one.segments for one in campaign.wordings}
    text_id = case(texts, value=contact.c.language, else_=texts["en"])
    return select(
        _random(conn).label("id"),
        _random(conn).label("token"),
        literal(campaign.kind).label("kind"),
        literal("due").label("state"),
        literal(stamp(campaign.due_at)).label("due_at"),
        cast(stamp(campaign.until) if campaign.until else None, Text).label("until"),
        contact.c.id.label("contact_id"),
        literal(campaign.id).label("campaign_id"),
        cast(campaign.flow, Text).label("flow"),
        literal(campaign.part).label("part"),
        text_id.label("text_id"),
        case(segments, value=text_id).label("segments"),
        literal(epoch).label("epoch"),
    ).where(contact.c.id.in_(who))


def _random(conn: Connection) -> Any:
    """128 random bits made by the database, so that nothing goes through Python per contact."""
    if conn.dialect.name == "postgresql":
        return func.replace(cast(func.gen_random_uuid(), Text), "-", "")
    return func.lower(func.hex(func.randomblob(16)))


def queue_prompt(
    conn: Connection,
    vault: Vault,
    campaign: PromptCampaign,
    who: Select[Any],
    cohorts: Mapping[str, int],
    epoch: int,
) -> int:
    """Queue a check-in to all whom `who` selects, in one INSERT; how many people are new.

    Each text is sealed once. The database finds each contact's variant; no number is opened.
    `cohorts`: keyed code -> first year of birth.
    """
    sealed: dict[str, str] = {}
    rows = []
    for variant in campaign.variants:
        for place, text in enumerate(variant.texts, 1):
            text_id = sealed.setdefault(text, new_id())
            rows.append((_key(variant), place, text_id, segments(text)))
    languages = {one.texts[0]: one.language for one in campaign.variants}
    kept = [
        {"id": text_id, "language": languages.get(text, "en"), "body": vault.seal(text),
         "segments": segments(text)}
        for text, text_id in sealed.items()
    ]  # fmt: skip
    conn.execute(insert(outbox_text), kept)
    found = _prompts(conn, campaign, who, cohorts, rows, epoch)
    columns = [column.name for column in found.selected_columns]
    conn.execute(inserting(conn, outbox).from_select(columns, found).on_conflict_do_nothing())
    mine = (outbox.c.campaign_id == campaign.id) & (outbox.c.kind == campaign.kind)
    query = select(func.count()).where(mine, outbox.c.place == 1)
    return int(conn.execute(query).scalar_one())


def _key(variant: Variant) -> str:
    first, easy = int(variant.first), int(variant.easy_read)
    return f"{variant.language}|{variant.band}|{easy}|{first}"


def _prompts(
    conn: Connection,
    campaign: PromptCampaign,
    who: Select[Any],
    cohorts: Mapping[str, int],
    rows: Sequence[tuple[str, int, str, int]],
    epoch: int,
) -> Select[Any]:
    """One row for each contact and each text of the variant that is theirs."""
    columns = (Column("key", Text), Column("place", Integer), Column("text_id", Text),
               Column("segments", Integer))  # fmt: skip
    texts = values(*columns, name="variant").data(list(rows)).cte("variant")
    here = (outbox.c.contact_id == contact.c.id) & (outbox.c.campaign_id == campaign.id)
    there = exists().where(here, outbox.c.kind == campaign.kind)
    return (
        select(
            _random(conn).label("id"),
            _random(conn).label("token"),
            literal(campaign.kind).label("kind"),
            texts.c.place.label("place"),
            literal("due").label("state"),
            literal(stamp(campaign.due_at)).label("due_at"),
            literal(stamp(campaign.until)).label("until"),
            contact.c.id.label("contact_id"),
            literal(campaign.id).label("campaign_id"),
            literal(campaign.flow).label("flow"),
            literal(campaign.part).label("part"),
            texts.c.text_id.label("text_id"),
            texts.c.segments.label("segments"),
            literal(epoch).label("epoch"),
        )
        .select_from(contact.join(texts, texts.c.key == _their_key(campaign, cohorts)))
        .where(contact.c.id.in_(who), ~there)
    )


def _their_key(campaign: PromptCampaign, cohorts: Mapping[str, int]) -> ColumnElement[str]:
    """Which variant a contact gets. Who was asked within a year has had the opening texts."""
    today = london_day(campaign.due_at)
    bands = {code: band_of(str(year), today) for code, year in cohorts.items()}
    spoken = {one.language: one.language for one in campaign.variants}
    before = exists().where(asked.c.contact_id == contact.c.id)
    first = case(((contact.c.consent == "new") & ~before, "1"), else_="0")
    parts = (
        case(spoken, value=contact.c.language, else_="en"),
        case(bands, value=contact.c.cohort, else_=YOUNGEST),
        case((contact.c.easy_read, "1"), else_="0"),
        first,
    )
    return parts[0] + "|" + parts[1] + "|" + parts[2] + "|" + parts[3]


def queue_one(conn: Connection, vault: Vault, one: OneOff, epoch: int) -> str:
    """Queue a text of its own; its id."""
    if one.kind not in RESERVED:
        raise ValueError("limited kinds belong to a campaign")
    conn.execute(
        insert(outbox).values(
            id=one.id,
            token=new_id(),
            kind=one.kind,
            state="due",
            due_at=stamp(one.due_at),
            contact_id=one.contact_id,
            body=vault.seal(one.body),
            segments=one.segments,
            epoch=epoch,
        )
    )
    return one.id
