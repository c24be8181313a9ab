"""A browser without JavaScript: reads pages and presses what is on them, as people do."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

QUIET = {"script", "style", "title"}


@dataclass
class Form:
    """One form on the page and what it would send by itself."""

    action: str = ""
    method: str = "get"
    id: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    boxes: dict[str, str] = field(default_factory=dict)


@dataclass
class Button:
    """A button, the form that it sends, and what it adds."""

    label: str
    form: Form | str
    name: str = ""
    value: str = ""


class Page(HTMLParser):
    """What can be read and pressed on a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.forms: list[Form] = []
        self.buttons: list[Button] = []
        self.links: dict[str, str] = {}
        self.words: list[str] = []
        self._inside: list[str] = []
        self._open: dict[str, Any] = {}
        self.feed(html)

    @property
    def text(self) -> str:
        """The words on the page."""
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get"),
                                   given.get("id", "")))  # fmt: skip
            self._open["form"] = self.forms[-1]
        elif tag == "input" and "form" in self._open:
            if given.get("type") in ("tel", "text"):
                self._open["form"].boxes[given["name"]] = given.get("value", "")
            else:
                self._open["form"].fields.append((given["name"], given.get("value", "")))
        elif tag == "textarea":
            self._open["form"].boxes[given["name"]] = ""
            self._open["box"] = given["name"]
        elif tag == "button":
            owner = given.get("form") or self._open.get("form", "")
            self.buttons.append(Button("", owner, given.get("name", ""), given.get("value", "")))
        elif tag == "a":
            self._open["link"] = given.get("href", "")
        if tag not in ("input", "br", "meta", "link", "path"):
            self._inside.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Pieces of a picture: nothing to read and nothing to press."""

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass
        self._open.pop({"form": "form", "a": "link", "textarea": "box"}.get(tag, ""), None)

    def handle_data(self, data: str) -> None:
        if "box" in self._open:
            self._open["form"].boxes[self._open["box"]] += data
            return
        if "button" in self._inside:
            self.buttons[-1].label = " ".join(f"{self.buttons[-1].label} {data}".split())
        if "link" in self._open and data.strip():
            self.links.setdefault(data.strip(), self._open["link"])
        if not QUIET & set(self._inside):
            self.words.append(data)

    def form_of(self, button: Button) -> Form:
        """The form that a button sends, wherever on the page it stands."""
        if isinstance(button.form, Form):
            return button.form
        return next(form for form in self.forms if form.id == button.form)


class PlainBrowser:
    """Keeps cookies, follows redirects, shows the page that it is on."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.response: TestResponse
        self.page: Page

    def open(self, address: str) -> Page:
        """Type an address or follow a link."""
        return self._shown(self.client.get(address, follow_redirects=True))

    def press(self, label: str, **typed: str) -> Page:
        """Press the button with this label, with words typed into its form's boxes."""
        button = next(one for one in self.page.buttons if one.label.startswith(label))
        return self.send(button, **typed)

    def send(self, button: Button, page: Page | None = None, **typed: str) -> Page:
        """Send a button's form, of this page or of one that was open before."""
        form = (page or self.page).form_of(button)
        sent = [*form.fields, *(form.boxes | typed).items()]
        if button.name:
            sent.append((button.name, button.value))
        data: dict[str, list[str]] = {}
        for name, value in sent:
            data.setdefault(name, []).append(value)
        return self._shown(self.client.post(form.action, data=data, follow_redirects=True))

    def _shown(self, response: TestResponse) -> Page:
        self.response, self.page = response, Page(response.get_data(as_text=True))
        return self.page
