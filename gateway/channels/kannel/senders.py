"""Who wrote an SMS: one form for a telephone number, however the operator writes it."""

from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    format_number,
    is_valid_number,
    parse,
)

HOME = "ID"
COUNTRY = "62"
LONGEST_SHORTCODE = 8


def one_form(sender: str) -> str:
    """Return a telephone number as E.164; shortcodes and names as they are.

    The library makes a number of anything, so what it is is decided first: a shortcode would
    become one of its home country, and a number without its plus is refused.

    >>> [one_form(each) for each in ("628123456789", "+628123456789", "0812 3456-789")]
    ['+628123456789', '+628123456789', '+628123456789']
    >>> one_form("98765"), one_form("TELKOMSEL"), one_form("12025550123")
    ('98765', 'TELKOMSEL', '+12025550123')
    """
    sender = sender.strip()
    bare = sender.translate(_FILLING)
    digits = bare.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()) or len(bare) <= LONGEST_SHORTCODE:
        return sender
    return next(filter(None, map(_number, _readings(bare))), sender)


_FILLING = str.maketrans("", "", " -.()")


def _readings(bare: str) -> tuple[str, ...]:
    """Return what a number may stand for, the likeliest first.

    No country begins with 0: there the operator only labelled a number at home wrongly.
    """
    if bare.startswith("+0"):
        return (bare[1:],)
    if bare.startswith(("+", COUNTRY)):
        return ("+" + bare.removeprefix("+"),)
    if bare.startswith("00"):
        return ("+" + bare[2:],)
    if bare.startswith(("0", "8")):  # a mobile number of the country, perhaps without its 0
        return (bare, "+" + bare)
    return ("+" + bare,)


def _number(reading: str) -> str:
    try:
        number = parse(reading, HOME)
    except NumberParseException:
        return ""
    return format_number(number, PhoneNumberFormat.E164) if is_valid_number(number) else ""
