"""What starts when somebody calls `pressroom`."""

from __future__ import annotations

from crawler.loading import loading


def main() -> None:
    """The command (`web.cli`), loaded in four fifths of the time."""
    with loading():
        from web.cli import main as command
    command(prog_name="pressroom")


if __name__ == "__main__":
    main()
