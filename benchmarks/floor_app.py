"""The least that answers a text durably: Flask, Twilio's signature, one read, one committed write.

No conversation, no safety screen, no encryption, no duplicate check. What our whole app costs is
measured against this, on the same server and the same kind of database.
"""

import os
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, abort, request
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
    select,
    update,
)
from twilio.request_validator import RequestValidator

metadata = MetaData()
phone = Table(
    "phone",
    metadata,
    Column("number", Text, primary_key=True),
    Column("texts", Integer, nullable=False),
    Column("last", Text, nullable=False),
)


def open_engine(url: str, synchronous: str) -> Engine:
    """The database; on SQLite with a log, and as durable as asked."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=8, max_overflow=8)
    engine = create_engine(url, pool_size=8, max_overflow=8, connect_args={"timeout": 2.5})

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA synchronous={synchronous}")

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        write = conn.get_execution_options().get("write", False)
        conn.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def take(engine: Engine, number: str, words: str) -> int:
    """One read, one committed write; how many texts this phone has sent."""
    with engine.connect() as conn:
        texts = conn.execute(select(phone.c.texts).where(phone.c.number == number)).scalar_one()
    with engine.connect().execution_options(write=True) as conn, conn.begin():
        conn.execute(
            update(phone).where(phone.c.number == number).values(texts=texts + 1, last=words)
        )
    return int(texts) + 1


def create_app(environ: Mapping[str, str]) -> Flask:
    """The app. `environ` names the database, the token and the address that was signed."""
    app = Flask(__name__)
    engine = open_engine(environ["DATABASE_URL"], environ.get("FLOOR_SYNCHRONOUS", "FULL"))
    validator = RequestValidator(environ["TWILIO_AUTH_TOKEN"])
    address = environ["PUBLIC_BASE_URL"] + "/sms/inbound"

    @app.post("/sms/inbound")
    def inbound() -> Response:
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(address, request.form, signature):
            abort(403)
        texts = take(engine, request.form["From"], request.form["Body"])
        twiml = f"<Response><Message>Thank you for text {texts}.</Message></Response>"
        return Response(twiml, mimetype="text/xml")

    return app


def __getattr__(name: str) -> Flask:
    """`floor_app:app` is built when a server asks for it, not when this file is read."""
    if name != "app":
        raise AttributeError(name)
    built = create_app(os.environ)
    globals()["app"] = built
    return built
