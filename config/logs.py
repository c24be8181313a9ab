"""How the service logs: one JSON object a line, ids and kinds only, never text or numbers."""

import logging
import sys

import structlog


def configure_logging() -> None:
    """Send structlog's and the libraries' lines to standard error, as JSON, from INFO up."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s")
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
