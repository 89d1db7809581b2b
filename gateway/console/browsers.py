"""What a browser calls itself, for somebody who looks where they are signed in."""

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def name(agent: str) -> str:
    """Return browser and system that a `User-Agent` names, as far as they are known.

    >>> name("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36")
    'Chrome, Android'
    >>> name("curl/8.5")
    ''
    """
    found = (
        next((named for mark, named in marks if mark in agent), "")
        for marks in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(each for each in found if each)
