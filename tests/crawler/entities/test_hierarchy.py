import pytest

from crawler.entities.hierarchy import above_place, above_topic


@pytest.mark.parametrize(
    ("label", "above"),
    [
        ("Moscow", ("Europe", "Russia")),
        ("Springfield, Illinois", ("North America", "United States")),
        ("Russia", ("Europe",)),
        ("Singapore", ("Asia",)),
        ("Antarctica", ()),
        ("Neverland", ()),
    ],
)
def test_what_a_place_is_part_of(label: str, above: tuple[str, ...]) -> None:
    assert above_place(label) == above


def test_what_a_topic_is_part_of() -> None:
    assert above_topic("Terrorism") == ("Security",)
    assert above_topic("Our priorities") == ()
