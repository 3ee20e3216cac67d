import pytest

from hepaflow.domain.issues.places import Places, place_text


@pytest.mark.parametrize(
    ("line", "places", "shown"),
    [
        (12, Places.LINE, "12"),
        (200_005, Places.SEGMENT, "MSG2.OBX5"),
        (200_000, Places.SEGMENT, "MSG2"),
        (5_000, Places.ENTRY, "entry[4]"),  # FHIRPath counts from 0
        (5_002, Places.ENTRY, "entry[4].component[1]"),
        (3_000, Places.CONTAINED, "contained[2]"),
        (1_000, Places.RESOURCE, "Observation"),
        (1_001, Places.RESOURCE, "Observation.component[0]"),
        (7_001, Places.RESOURCE_LINE, "7.component[0]"),
        (7_000, Places.RESOURCE_LINE, "7"),
        (7_501, Places.RESOURCE_LINE, "7.result[1]"),
        (5_500, Places.ENTRY, "entry[4].result[0]"),
        (5_500, Places.MASKED, ""),
    ],
)
def test_a_place_is_shown_in_the_words_of_its_format(line, places, shown):
    assert place_text(line, places) == shown
