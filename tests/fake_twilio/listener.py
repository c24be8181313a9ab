"""An app that hears what Twilio posts: checks the signature, notes the fields, says its lines."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, Response, request
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

from tests.fake_twilio.account import Account

PUBLIC = "https://golden-thread.example.org"
"""Where Twilio believes the app to be; what it signs."""


@dataclass
class Listener:
    """Every webhook as path, fields and idempotency token; an answer for each path."""

    account: Account
    url: str = ""
    heard: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    answers: dict[str, Callable[[], Response]] = field(default_factory=dict)

    def app(self) -> Flask:
        """The app; an answer is 204 unless the test gave another, 403 where it is not signed."""
        app = Flask("listener")

        @app.route("/<path:path>", methods=["GET", "POST"])
        def webhook(path: str) -> Response:
            query = request.query_string.decode()
            url = f"{PUBLIC}/{path}" + (f"?{query}" if query else "")
            signature = request.headers.get("X-Twilio-Signature", "")
            validator = RequestValidator(self.account.tokens[0])
            if not validator.validate(url, request.form, signature):
                return Response(status=403)
            token = request.headers["I-Twilio-Idempotency-Token"]
            self.heard.append((f"/{path}", request.form.to_dict(), token))
            answer = self.answers.get(f"/{path}")
            return answer() if answer else Response(status=204)

        return app

    def says(self, path: str, *texts: str) -> None:
        """Answer a text with these."""
        twiml = MessagingResponse()
        for text in texts:
            twiml.message(text)
        self.answers[path] = lambda: Response(str(twiml), mimetype="text/xml")

    def speaks(self, path: str, twiml: str) -> None:
        """Answer a call with these verbs."""
        self.answers[path] = lambda: Response(f"<Response>{twiml}</Response>", mimetype="text/xml")

    def breaks(self, path: str, status: int = 500) -> None:
        """Answer with an error."""
        self.answers[path] = lambda: Response(status=status)

    def of(self, path: str, name: str) -> list[str]:
        """One field of everything that came to a path, in order."""
        return [fields[name] for where, fields, _ in self.heard if where == path]
