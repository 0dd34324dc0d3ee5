"""The colors of the style sheet, read from it and held to a contrast that tired eyes can use."""

import re
from pathlib import Path

import pytest

SHEET = (Path(__file__).parents[2] / "static/css/program.css").read_text()
TOKEN = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
COLORS = {name: {"day": day, "night": night} for name, day, night in TOKEN.findall(SHEET)}
THEMES = ("day", "night")
TEXT, CONTROL = 5.8, 3.0

PAGE = ("paper", "raised", "sunken")
SOFT = ("accent-soft", "given-soft", "late-soft", "hold-soft", "stop-soft")
TONES = ("accent", "given", "late", "hold", "stop")
PAIRS = [
    *((text, surface) for text in ("ink", "muted") for surface in (*PAGE, *SOFT)),
    *((tone, surface) for tone in TONES for surface in (*PAGE, "accent-soft", f"{tone}-soft")),
    *(("accent-strong", surface) for surface in (*PAGE, "accent-soft")),
    *(("on-fill", fill) for fill in ("accent", "accent-strong", "muted", "ink")),
    *((text, "plate") for text in ("plate-ink", "plate-muted", "plate-mark")),
]


def luminance(color: str) -> float:
    """Relative luminance. Source: WCAG 2.2, relative luminance."""
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "surface"), PAIRS)
def test_text_is_read_on_its_surface(text: str, surface: str, theme: str) -> None:
    assert contrast(COLORS[text][theme], COLORS[surface][theme]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("surface", PAGE)
def test_the_border_of_a_control_is_seen(surface: str, theme: str) -> None:
    assert contrast(COLORS["control"][theme], COLORS[surface][theme]) >= CONTROL


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_every_color_is_a_token() -> None:
    sheets = (Path(__file__).parents[2] / "static/css").glob("*.css")
    named_elsewhere = {
        (sheet.name, color)
        for sheet in sheets
        if sheet.name not in ("program.css", "print.css", "documents.css")  # the last two are paper
        for color in re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", sheet.read_text())
    }
    assert not named_elsewhere
