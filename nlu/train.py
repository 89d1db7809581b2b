"""Train the model: `nlu/.venv/bin/python -m nlu.train`; var/models keeps the last three."""

import argparse
import contextlib
import io
import logging
import shutil
import sys
import tempfile
import time
from pathlib import Path

import structlog
import yaml

from nlu import environment, generate
from nlu.models import take
from nlu.pipeline import CONFIG, PipelineError, for_city

DATA = Path(__file__).parent / "data"


def main() -> int:
    """Train with the options of the command line and return the exit code."""
    options = _options()
    started = time.monotonic()
    print(f"training on {options.data} for {options.city} ...", end=" ", flush=True)  # noqa: T201
    try:
        model = train(options.config, options.data, options.city, options.models)
    except PipelineError as error:
        print("refused")  # noqa: T201
        print(f"nlu.train: {error}", file=sys.stderr)  # noqa: T201
        return 2
    size = model.stat().st_size / 1e6
    print(f"{model.name}, {size:.1f} MB, {time.monotonic() - started:.0f} s")  # noqa: T201
    return 0


def train(config: Path, data: Path, city: Path, models: Path) -> Path:
    """Return the new model's file; it appears in `models` at once and whole.

    Raises `PipelineError` if the pipeline or the data cannot be used.
    """
    pipeline = for_city(config, city)
    environment.prepare()
    quieten()
    from rasa.model_training import train_nlu  # noqa: PLC0415  after `prepare`

    with tempfile.TemporaryDirectory() as scratch:
        written = Path(scratch) / "config.yml"
        written.write_text(yaml.safe_dump(pipeline), encoding="utf-8")
        name = f"nlu-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}"
        examples = _with_made(data, city, Path(scratch) / "data")
        with contextlib.redirect_stdout(io.StringIO()):  # Rasa's own words about it
            made = train_nlu(str(written), str(examples), scratch, fixed_model_name=name)
        if made is None:
            raise PipelineError(f"{data}: no training data")
        return take(Path(made), models)


def _with_made(data: Path, city: Path, folder: Path) -> Path:
    """Return a folder with the examples of `data`, of its slots and of the city's articles."""
    shutil.copytree(data, folder, ignore=shutil.ignore_patterns(generate.SLOTS))
    made = {"made": generate.examples(data), "articles": generate.from_articles(city)}
    for name, lines in made.items():
        if lines:
            written = generate.as_training_data(lines)
            (folder / f"{name}.yml").write_text(written, encoding="utf-8")
    return folder


def quieten() -> None:
    """Let Rasa log errors only: it would log the texts of messages, too."""
    logging.basicConfig(level=logging.ERROR)
    for name in ("rasa", "matplotlib", "apscheduler", "sanic.root", "sanic.access"):
        logging.getLogger(name).setLevel(logging.ERROR)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nlu.train", description=__doc__)
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--city", type=Path, default=environment.city_folder())
    parser.add_argument("--models", type=Path, default=environment.MODELS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
