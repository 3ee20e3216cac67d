"""Pictures are well-formed, draw every mark, load nothing, and are the same bytes each time."""

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree.ElementTree import fromstring

import pytest
from scripts.build_pictures import FOLDER, saved_pictures
from scripts.made_pictures import (
    COURSE,
    PEAKS,
    made_dish,
    made_map,
    made_panel,
    observations,
    peak_point,
    plan,
)

from hepaflow.domain.pictures.completeness_map import joined_map
from hepaflow.domain.pictures.dish import DishKind, dish
from hepaflow.domain.visits.completeness import CellState
from hepaflow.writers.pictures import shapes
from hepaflow.writers.pictures.dish_svg import dish_svg
from hepaflow.writers.pictures.map_svg import map_svg
from hepaflow.writers.pictures.panel_svg import panel_svg
from hepaflow.writers.pictures.reading import number_text, reasons_text
from hepaflow.writers.pictures.svg import Reader, breadth, markup, printable
from hepaflow.writers.pictures.words import picture_words

SVG = "{http://www.w3.org/2000/svg}"
ENGLISH, CHINESE = Reader(chinese=False, journal_number=42), Reader(chinese=True, journal_number=42)
HOSTILE = "\"><script>alert(1)</script>&amp;<!--\x00\u202e\ud800]]>\n'" + "W" * 200
PANEL = made_panel(observations(COURSE), plan())
DISH = made_dish()
MAP = made_map()


def hostile_pictures(reader):
    points = [replace(point, subject=HOSTILE, href=f"/{HOSTILE}") for point in DISH.points]
    rows = tuple(replace(row, name=HOSTILE, href=f"/{HOSTILE}") for row in MAP.rows)
    columns = tuple(replace(column, name=HOSTILE) for column in MAP.columns)
    bands = tuple(replace(band, name=HOSTILE) for band in PANEL.bands)
    return [
        panel_svg(replace(PANEL, subject=HOSTILE, bands=bands), reader),
        dish_svg(dish(DishKind.LIMIT, points), reader),
        map_svg(joined_map(HOSTILE, MAP.today, columns, rows), reader),
    ]


def pictures(reader):
    return [panel_svg(PANEL, reader), dish_svg(DISH, reader), map_svg(MAP, reader), *hostile_pictures(reader)]


def parsed(root):
    return fromstring(markup(root))  # noqa: S314 our own text


def elements(root, tag):
    return list(parsed(root).iter(f"{SVG}{tag}"))


@pytest.mark.parametrize("name", ["panel.svg", "panel-zh.svg", "edish.svg", "completeness.svg"])
def test_a_picture_is_the_one_that_is_saved_byte_for_byte(name):
    """After an intended change: `make golden`, and look at them."""
    assert (FOLDER / name).read_text("utf-8") == saved_pictures()[name] + "\n"


def test_every_mark_and_every_gap_is_drawn_once():
    marks = sum(len(series.marks) for chart in PANEL.charts for series in chart.series)
    gaps = sum(len(series.gaps) for chart in PANEL.charts for series in chart.series)
    drawn = panel_svg(PANEL, ENGLISH)
    titled = [one for one in elements(drawn, "g") if one.find(f"{SVG}title") is not None]
    signs = [
        one
        for one in elements(drawn, "text")
        if "?" in one.itertext() and one.find(f"{SVG}title") is not None
    ]
    assert (len(titled), len(signs)) == (marks, gaps)
    assert (marks, gaps) == (8 * 8 + 7, 2)  # eight panels of eight analytes, seven of them with MELD


def test_every_censored_mark_has_an_arrow_and_every_held_one_is_hollow():
    drawn = panel_svg(PANEL, ENGLISH)
    groups = [one for one in elements(drawn, "g") if one.find(f"{SVG}title") is not None]
    titles = {one.find(f"{SVG}title").text: one for one in groups}
    (held,) = [one for title, one in titles.items() if "waits for a decision" in title and "55" in title]
    assert [path.get("fill") for path in held.iter(f"{SVG}path")] == ["#fff"]
    arrows = [
        title
        for title, one in titles.items()
        if any("M" in path.get("d")[1:] for path in one.iter(f"{SVG}path"))
        and len(list(one.iter(f"{SVG}path"))) == 2
    ]
    assert sorted(re.search(r"[<>]\d+", title)[0] for title in arrows) == ["<75", "<9", ">1000"]


def test_every_subject_with_a_place_is_a_point_that_leads_to_the_report():
    links = elements(dish_svg(DISH, ENGLISH), "a")
    drawn = {subject for subject in PEAKS if subject != "CN01-0008"}
    assert {one.get("href") for one in links} == {
        f"/studies/S/subjects/{subject}/report" for subject in drawn
    }
    assert all(one.get("aria-label").startswith(one.get("href").split("/")[4]) for one in links)


def test_who_has_no_place_is_counted_with_the_reason():
    text = " ".join(parsed(dish_svg(DISH, ENGLISH)).itertext())
    assert "Subjects not drawn: 1" in text
    assert "not reported: ALT (1)" in text


def test_every_cell_of_the_map_is_drawn_once():
    drawn = elements(map_svg(MAP, ENGLISH), "path")
    assert len([one for one in drawn if one.find(f"{SVG}title") is not None]) == 5 * 8


@pytest.mark.parametrize("reader", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_a_picture_has_no_script_loads_nothing_and_has_a_name(reader):
    for root in pictures(reader):
        text = markup(root)
        told = parsed(root)
        tags = {one.tag.removeprefix(SVG) for one in told.iter()}
        assert tags <= {"svg", "title", "desc", "g", "a", "rect", "line", "polyline", "path", "text"}
        names = {name for one in told.iter() for name in one.attrib}
        assert not [name for name in names if name.startswith("on") or name == "style"]
        assert all(one.get("href", "/").startswith("/") for one in told.iter())
        assert "url(" not in text
        ids = {one.get("id"): one for one in told.iter() if one.get("id")}
        assert all(ids[name].text for name in told.get("aria-labelledby").split())


def test_a_hostile_subject_id_stays_text():
    for root in hostile_pictures(ENGLISH):
        text = markup(root)
        assert "<script" not in text
        assert "\u202e" not in text
        assert "\x00" not in text
        assert "\"><script>alert(1)</script>&amp;<!--���]]>�'" in "".join(parsed(root).itertext())


def test_text_without_control_characters_is_left_as_it_is():
    assert printable("CN01-0001 受试者 é") == "CN01-0001 受试者 é"


@pytest.mark.parametrize("reader", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_no_text_leaves_the_picture(reader):
    for root in pictures(reader):
        told = parsed(root)
        width, height = map(float, told.get("viewBox").split()[2:])
        for one in told.iter(f"{SVG}text"):
            size, x, y = int(one.get("font-size", "13")), float(one.get("x")), float(one.get("y"))
            words = (
                "".join(one.itertext())
                if one.find(f"{SVG}title") is None
                else (one.find(f"{SVG}title").tail or "")
            )
            long = breadth(words, size) * (0.57 if one.get("transform") else 1)
            left = {"end": x - long, "middle": x - long / 2}.get(one.get("text-anchor"), x)
            assert left > -12, words
            assert left + long <= width + 12, words
            assert 0 < y <= height


def test_the_direct_labels_of_lines_do_not_cover_each_other():
    labels = [
        float(one.get("y"))
        for one in elements(panel_svg(PANEL, ENGLISH), "text")
        if one.get("x") == "486" and one.get("font-weight")
    ]
    assert len(labels) == 9
    assert all(other - one >= 13 for one, other in pairwise(sorted(labels)))


def test_the_labels_of_points_do_not_cover_each_other():
    crowd = [
        peak_point(DishKind.LIMIT, f"S-{one:03}", f"ALT {300 + one} BILI {60 + one}") for one in range(120)
    ]
    labels = [
        one for one in elements(dish_svg(dish(DishKind.LIMIT, crowd), ENGLISH), "text") if "S-" in one.text
    ]
    boxes = [(float(one.get("x")), float(one.get("y")), breadth(one.text, 11)) for one in labels]
    assert 5 < len(boxes) <= 40
    for index, (x, y, wide) in enumerate(boxes):
        for other_x, other_y, other_wide in boxes[index + 1 :]:
            assert abs(y - other_y) >= 13.9 or x + wide <= other_x or other_x + other_wide <= x


def test_the_size_of_a_picture_is_bounded_by_its_marks():
    """A thousand subjects: less than half a megabyte; a subject on 400 days: less than 1.5."""
    points = [replace(DISH.points[0], subject=f"S-{one:04}") for one in range(1_000)]
    assert len(markup(dish_svg(dish(DishKind.LIMIT, points), ENGLISH))) < 600_000
    days = [
        (f"20{24 + one // 100}-{one // 28 % 4 + 5:02}-{one % 28 + 1:02}T{one % 24:02}:00", COURSE[1][1])
        for one in range(400)
    ]
    assert len(markup(panel_svg(made_panel(observations(days), plan()), ENGLISH))) < 1_500_000


def test_a_subject_without_anything_has_a_picture_that_says_so():
    text = " ".join(parsed(panel_svg(made_panel([], plan(), day_one=None), ENGLISH)).itertext())
    assert "There is nothing to draw." in text
    assert "No study days and visits: not reported: day 1." in text


def test_a_subject_with_one_day_has_a_picture():
    parsed(panel_svg(made_panel(observations([("2024-03-10", "ALT 60")]), plan(), day_one=None), ENGLISH))


def test_results_without_a_day_and_many_gaps_are_noted():
    course = [
        ("2024-03", "ALT 60"),
        *(
            (f"2024-04-{day:02}", "ALT 60 AST 60 ALP 60 GGT 60 BILI 60 INR NEGATIVE ALB NEGATIVE")
            for day in range(1, 9)
        ),
    ]
    shown = made_panel(observations(course, {}), plan())
    text = " ".join(parsed(panel_svg(shown, ENGLISH)).itertext())
    assert "Results not drawn, because their day is not known: 1" in text
    assert "and 5 more" in text
    assert "and 3 more" in text


def test_numbers_of_a_wide_cell_count_the_state_that_is_drawn():
    columns = MAP.columns[:4]
    rows = tuple(replace(row, cells=tuple(cell for cell in row.cells if cell.visit <= 5)) for row in MAP.rows)
    drawn = map_svg(joined_map("", MAP.today, columns, rows), ENGLISH)
    assert [one.text for one in elements(drawn, "text") if one.text == "1"] == ["1"]


def test_a_masked_picture_has_no_visit_and_no_study_day():
    treated = {"treated": "first-infusion", "control": "randomization", "words": "as the protocol says"}
    shown = made_panel(observations(COURSE), plan(reference_date=treated), is_masked=True)
    text = markup(panel_svg(shown, ENGLISH))
    assert "No study days and visits: masked for your role: day 1." in text
    assert not re.search(r"WEEK|BASELINE|study day \d|window", text)


def test_both_languages_have_the_same_words():
    english, chinese = picture_words(chinese=False), picture_words(chinese=True)
    assert english.keys() == chinese.keys()
    counted = [{key: len(re.findall(r"{\d?}", words[key])) for key in words} for words in (english, chinese)]
    assert counted[0] == counted[1]


@pytest.mark.parametrize("code", ["HELD_ALB", "MISSING_BASELINE_ALT", "MISSING_DAY_ONE_RULE", "UNKNOWN_SEX"])
def test_a_reason_is_in_the_language_of_the_reader(code):
    (chinese,), (english,) = reasons_text([code], chinese=True), reasons_text([code], chinese=False)
    assert re.search("[一-鿿]", chinese)
    assert not re.search("[一-鿿_]", english)


def test_an_unknown_reason_and_an_extreme_number_are_written_as_they_are():
    assert reasons_text(["NOBODY_KNOWS"], chinese=False) == ["NOBODY_KNOWS"]
    assert number_text(PANEL.charts[0].scale.low * 10**40) == "5.0e+38"


def luminance(colour):
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("about", shapes.LOOKS)
def test_the_colour_of_a_series_can_be_read_as_text_on_white(about):
    assert 1.05 / (luminance(shapes.LOOKS[about].colour) + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


def test_series_differ_in_shape_and_line_and_states_in_shape():
    assert len({look.shape for look in shapes.LOOKS.values()}) == len(shapes.LOOKS)
    assert len({look.dash for look in shapes.LOOKS.values()}) == len(shapes.LOOKS)
    assert len({path for path, *_ in shapes._STATES.values()}) == len(CellState) == 7
