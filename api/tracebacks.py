"""A defect's traceback without the exception's own words: they may quote what someone sent (R-PRIV-1)."""

import logging
import traceback
from pathlib import Path


class WithoutWords(logging.Filter):
    """Leaves where a defect happened and of which class it is; drops its message and every chained one's."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrites a record that carries an exception; lets every record through."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            steps = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
            record.msg, record.args, record.exc_info = f"{type(error).__name__} at {steps}", (), None
        return True


_WITHOUT_WORDS = WithoutWords()


def keep_words_out() -> None:
    """Makes the web server log defects without their words; may be called again."""
    logging.getLogger("uvicorn.error").addFilter(_WITHOUT_WORDS)
