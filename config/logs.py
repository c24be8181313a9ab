"""How the service logs: one JSON object a line, ids and kinds only, never text or numbers."""

import logging
import sys

import structlog


class KindsOnly(logging.Formatter):
    """A library's line: how bad, whose, and an error's kind; a traceback ends in its words."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever the library wanted to say."""
        kind = record.exc_info[0] if record.exc_info else None
        return " ".join([record.levelname, record.name, *([kind.__name__] if kind else [])])


def configure_logging() -> None:
    """Send structlog's and the libraries' lines to standard error, as JSON, from INFO up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(KindsOnly())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for name in ("twilio.http_client", "urllib3"):  # at INFO and DEBUG they log whole addresses
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
