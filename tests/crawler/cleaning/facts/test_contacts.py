"""Whom to ask."""

from __future__ import annotations

from crawler.cleaning.facts.contacts import find_contacts
from crawler.records import Contact


def test_names_stand_above_their_numbers() -> None:
    notes = """Media contact

Jane Major, Harbour Office
Tel: +44 20 7946 0000
press@harbour.example

John Minor
Phone 020 7946 0001 | john.minor(at)harbour.example"""
    assert find_contacts(notes) == (
        Contact("Jane Major, Harbour Office", "+44 20 7946 0000", "press@harbour.example"),
        Contact("John Minor", "020 7946 0001", "john.minor@harbour.example"),
    )


def test_names_stand_in_the_line_of_their_numbers() -> None:
    assert find_contacts("Contact: Jane Major, tel. +44 20 7946 0000") == (Contact("Jane Major", "+44 20 7946 0000"),)
    assert find_contacts("Jana Groß (030 1234567, jana@hafen.example)") == (
        Contact("Jana Groß", "030 1234567", "jana@hafen.example"),
    )
    assert find_contacts("Press office, press@harbour.example, tel. +44 20 7946 0000") == (
        Contact("Press office", "+44 20 7946 0000", "press@harbour.example"),
    )


def test_a_sentence_is_no_name() -> None:
    assert find_contacts("For more information, please write to our office at press@harbour.example.") == (
        Contact("", "", "press@harbour.example"),
    )
    assert find_contacts("Jane Major can be reached at jane@harbour.example") == (
        Contact("Jane Major", "", "jane@harbour.example"),
    )


def test_fax_numbers_dates_and_addresses_are_no_telephones() -> None:
    assert find_contacts("Fax: +44 20 7946 0009\n4 May 2021\n20457 Hamburg") == ()
    assert find_contacts("") == ()


def test_lists_are_bounded() -> None:
    assert len(find_contacts("\n".join(f"a{number}@harbour.example" for number in range(100)))) == 20
