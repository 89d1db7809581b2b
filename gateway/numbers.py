"""Telephone numbers that may be written to: what an SMS costs depends on where it goes."""

from collections.abc import Collection
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

_COSTLY = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST})


def may_be_sent_to(recipient: str, countries: Collection[str]) -> bool:
    """Return whether `recipient` is an ordinary number of one of `countries` (`ID`).

    Shortcodes and senders with a name take no answer.

    >>> [may_be_sent_to(each, ["ID"]) for each in ("+628123456789", "+447700900003", "TSEL")]
    [True, False, False]
    """
    return _may_be_sent_to(recipient, frozenset(countries))


@lru_cache(4096)
def _may_be_sent_to(recipient: str, countries: frozenset[str]) -> bool:
    try:
        number = phonenumbers.parse(recipient)
    except NumberParseException:
        return False
    codes = {phonenumbers.country_code_for_region(each) for each in countries}
    known = number.country_code in codes
    return known and phonenumbers.number_type(number) not in _COSTLY


def international(said: str, countries: Collection[str]) -> str:
    """Return a number as people write it in E.164; nothing if it is none.

    One without a country code is taken for a number of the first of `countries`.

    >>> [international(each, ["ID"]) for each in ("0812-3456-7890", "+62 812 3456 7890", "12")]
    ['+6281234567890', '+6281234567890', '']
    """
    try:
        number = phonenumbers.parse(said, next(iter(countries), None))
    except NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    written: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return written
