"""City packs, from the command line."""

from pathlib import Path

import click

from gateway import app, articles, city as packs
from gateway.errors import BadSettingsError
from nlu import area_source, knowledge
from responses import BadWordsError


@click.group()
def city() -> None:
    """The data that makes the product a city's."""


@city.command()
@click.argument("name", default="bandung")
@click.option(
    "--in",
    "cities",
    default=packs.CITIES,
    type=click.Path(path_type=Path),
    help="The folder that holds the pack; ours unless told otherwise.",
)
def check(name: str, cities: Path) -> None:
    """Check the city pack NAME whole, and say everything that is wrong with it."""
    pack = packs.load(name, cities)
    try:
        known = knowledge.load(pack.folder)
        app.locator(pack, known)
        app.voice(pack)
        articles.of(pack)
    except (ValueError, BadWordsError) as error:
        raise BadSettingsError(str(error)) from error
    click.echo(
        f"{pack.name}: {len(pack.city.categories)} categories, {len(pack.agencies)} agencies, "
        f"languages {', '.join(pack.city.languages)}. Nothing is wrong."
    )


@city.command()
@click.argument("code")
def areas(code: str) -> None:
    """Write areas.csv of the city with Kemendagri code CODE (such as 32.73) to the output."""
    try:
        found = area_source.rows(code)
    except ValueError as error:
        raise BadSettingsError(str(error)) from error
    click.echo(area_source.as_csv(found), nl=False)
