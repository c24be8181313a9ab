"""The conversation of conversation.json on Microsoft's botbuilder-dialogs, driven as
`benchmarks/contender.py` says. Runs in an environment of its own, so it imports nothing of ours."""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import jsonpickle
from botbuilder.core import (
    BotAdapter,
    ConversationState,
    MessageFactory,
    Storage,
    TurnContext,
)
from botbuilder.dialogs import DialogSet, DialogTurnStatus, WaterfallDialog, WaterfallStepContext
from botbuilder.dialogs.choices import Choice
from botbuilder.dialogs.prompts import (
    ChoicePrompt,
    ConfirmPrompt,
    NumberPrompt,
    PromptOptions,
    PromptValidatorContext,
    TextPrompt,
)
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    ChannelAccount,
    ConversationAccount,
    ResourceResponse,
)

SCRIPT = json.loads((Path(__file__).parent / "conversation.json").read_text(encoding="utf-8"))
TEXTS = SCRIPT["texts"]


class JsonStorage(Storage):
    """Keeps each conversation as JSON text, as the product's own stores for databases do."""

    def __init__(self) -> None:
        self.saved: dict[str, str] = {}

    async def read(self, keys: list[str]) -> dict[str, Any]:
        known = [key for key in keys if key in self.saved]
        return {key: jsonpickle.decode(self.saved[key]) for key in known}  # noqa: S301 - our own

    async def write(self, changes: dict[str, Any]) -> None:
        for key, change in changes.items():
            self.saved[key] = jsonpickle.encode(change)

    async def delete(self, keys: list[str]) -> None:
        for key in keys:
            self.saved.pop(key, None)


class Adapter(BotAdapter):
    """Notes what is said."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    async def send_activities(
        self, _context: TurnContext, activities: list[Activity]
    ) -> list[ResourceResponse]:
        self.said.extend(activity.text for activity in activities)
        return [ResourceResponse(id="1") for _ in activities]

    async def update_activity(self, _context: TurnContext, _activity: Activity) -> None:
        raise NotImplementedError

    async def delete_activity(self, _context: TurnContext, _reference: object) -> None:
        raise NotImplementedError


def asking(name: str, choices: list[str] | None = None) -> PromptOptions:
    again = TEXTS.get(f"{name}_again")
    return PromptOptions(
        prompt=MessageFactory.text(TEXTS[name]),
        retry_prompt=MessageFactory.text(again) if again else None,
        choices=[Choice(one) for one in choices] if choices else None,
    )


async def from_one_to_five(context: PromptValidatorContext) -> bool:
    return context.recognized.succeeded and 1 <= context.recognized.value <= 5


async def ready(step: WaterfallStepContext) -> Any:
    return await step.prompt("yes_no", asking("ready"))


async def home(step: WaterfallStepContext) -> Any:
    step.values["ready"] = "yes" if step.result else "no"
    return await step.prompt("choice", asking("home", SCRIPT["home"]))


async def listened(step: WaterfallStepContext) -> Any:
    step.values["home"] = step.result.value
    return await step.prompt("scale", asking("listened"))


async def good_day(step: WaterfallStepContext) -> Any:
    step.values["listened"] = int(step.result)  # a Decimal, that JSON does not know
    return await step.prompt("words", asking("good_day"))


async def helped(step: WaterfallStepContext) -> Any:
    step.values["good_day"] = step.result
    return await step.prompt("choice", asking("helped", SCRIPT["helped"]))


async def thanks(step: WaterfallStepContext) -> Any:
    step.values["helped"] = step.result.value
    await step.context.send_activity(TEXTS["thanks"])
    return await step.end_dialog(dict(step.values))


class Bot:
    """The dialogs over their storage."""

    def __init__(self) -> None:
        self.storage, self.adapter = JsonStorage(), Adapter()
        self.state = ConversationState(self.storage)
        self.dialogs = DialogSet(self.state.create_property("dialog"))
        steps = [ready, home, listened, good_day, helped, thanks]
        self.dialogs.add(WaterfallDialog("check-in", steps))
        self.dialogs.add(ConfirmPrompt("yes_no", default_locale="en-us"))
        self.dialogs.add(ChoicePrompt("choice", default_locale="en-us"))
        self.dialogs.add(NumberPrompt("scale", from_one_to_five, default_locale="en-us"))
        self.dialogs.add(TextPrompt("words"))

    async def turn(self, conversation: str, text: str) -> Any:
        """One message; what was kept, once the conversation is over."""
        activity = Activity(
            type=ActivityTypes.message,
            text=text,
            channel_id="sms",
            locale="en-us",
            conversation=ConversationAccount(id=conversation),
            from_property=ChannelAccount(id="phone"),
            recipient=ChannelAccount(id="bot"),
        )
        context = TurnContext(self.adapter, activity)
        dialog = await self.dialogs.create_context(context)
        result = await dialog.continue_dialog()
        if result.status == DialogTurnStatus.Empty:
            result = await dialog.begin_dialog("check-in")
        await self.state.save_changes(context)
        return result.result if result.status == DialogTurnStatus.Complete else None


async def check(bot: Bot) -> dict[str, Any]:
    kept, longest = None, 0
    for text in SCRIPT["says"]:
        kept = await bot.turn("check", text)
        longest = max(longest, *(len(body.encode()) for body in bot.storage.saved.values()))
    return {"said": bot.adapter.said[:], "kept": kept, "state_bytes": longest}


async def measured(bot: Bot, seconds: float) -> dict[str, float]:
    cpu, begun, turns = time.process_time(), time.perf_counter(), 0
    while turns == 0 or time.perf_counter() - begun < seconds:
        bot.storage.saved.clear()
        bot.adapter.said.clear()
        for text in SCRIPT["says"]:
            await bot.turn("one", text)
        turns += len(SCRIPT["says"])
    wall = time.perf_counter() - begun
    return {"turns": turns, "cpu": time.process_time() - cpu, "wall": wall}


def main() -> None:
    bot, loop = Bot(), asyncio.new_event_loop()
    print(json.dumps(loop.run_until_complete(check(bot))), flush=True)
    for line in sys.stdin:
        print(json.dumps(loop.run_until_complete(measured(bot, float(line)))), flush=True)


if __name__ == "__main__":
    main()
