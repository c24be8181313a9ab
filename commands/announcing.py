"""Says in the terminal where the service runs, how to sign in, and what must be written down."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # so that every command starts at once
    from commands.demo import Login
    from config.settings import Settings

RECOVERY_FILE = "recovery-key"


def announce(settings: "Settings", logins: Sequence["Login"]) -> None:
    """The addresses, and in the demo the log-ins."""
    address = f"http://127.0.0.1:{settings.port}"
    print()
    print(f"Golden Thread is running{' (demo: nobody here is real)' if settings.demo else ''}.")
    print(f"  young people     {address}/")
    if settings.demo:
        print(f"  a phone to try   {address}/demo/phone")
    print(f"  staff            {address}/staff/")
    print_logins(logins)
    print("Stop it with Ctrl-C.", flush=True)


def announce_loading() -> None:
    """Why nothing happens for a while, the first time."""
    print("Making up the demo county, once (about half a minute) ...", flush=True)


def print_logins(logins: Sequence["Login"]) -> None:
    """One line for each role's way in."""
    if logins:
        print("  sign in as:")
    for login in logins:
        more = f"   (opens cases with: {login.passphrase})" if login.passphrase else ""
        print(f"    {login.name:14} {login.password}{more}")


def hand_over(settings: "Settings", recovery: str | None) -> None:
    """Show the safeguarding team's recovery key, once; the demo keeps it, so that it can be tried.

    It is nowhere else: without it nobody opens what is sealed to the team.
    """
    if recovery is None:
        return
    if settings.demo:
        path = settings.var_dir / RECOVERY_FILE
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text(f"{recovery}\n")
        return
    print("The safeguarding team's recovery key. It is shown only here and only now:")
    half = len(recovery) // 2
    print(f"\n    {recovery}\n")
    print("It has two halves, for two custodians of the safeguarding team; neither has both:")
    print(f"    first custodian    {recovery[:half]}")
    print(f"    second custodian   {recovery[half + 1 :]}")
    print("Each writes down their half on paper. Together they let the first safeguarding lead in,")
    print("and anybody when all leads have forgotten their passphrases. Without it nobody could",
          "open the cases then.", flush=True)  # fmt: skip
