"""Every address says who may call it: in the young people's app and in the console."""

from bot.routes import undeclared
from staff.roles import rule_of


def test_every_address_of_the_bot_says_why_it_is_open(bot_app):
    assert undeclared(bot_app) == []


def test_every_address_of_the_console_has_a_rule(staff_app):
    endpoints = {rule.endpoint for rule in staff_app.url_map.iter_rules()}
    assert [one for one in sorted(endpoints) if rule_of(staff_app, one) is None] == []


def test_what_is_open_in_the_console_says_why(staff_app):
    endpoints = {rule.endpoint for rule in staff_app.url_map.iter_rules()}
    rules = {one: rule_of(staff_app, one) for one in endpoints}
    opened = {one for one, rule in rules.items() if rule is not None and rule.allows(None)}
    assert all((rules[one].open_because or "").strip() for one in opened)
    assert "static" in opened
    assert len(opened) <= 6, f"the console has few open doors: {sorted(opened)}"


def test_the_apps_share_no_cookie(bot_app, staff_app):
    names = (bot_app.config["SESSION_COOKIE_NAME"], staff_app.config["SESSION_COOKIE_NAME"])
    assert names[0] != names[1]
    assert bot_app.secret_key != staff_app.secret_key
    assert staff_app.config["SESSION_COOKIE_PATH"] == "/staff"
