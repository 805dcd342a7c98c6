"""A plot of how what a search costs grows with the market, drawn as SVG without any library."""

import math
from collections.abc import Mapping

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 420, 70, 200, 46, 50
COLORS = ("#0b5d4e", "#7a8a86", "#b4552d", "#3b5f9b", "#8a5a9b", "#c08a1e")


def plot(title: str, lines: Mapping[str, Mapping[int, float]]) -> str:
    """`{name: {size of the market: milliseconds}}` as an SVG, both axes by powers of ten."""
    sizes = sorted({size for points in lines.values() for size in points})
    times = [took for points in lines.values() for took in points.values()]
    low, high = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])

    def across(size: float) -> float:
        span = (last - first) or 1
        return LEFT + (math.log10(size) - first) / span * (WIDTH - LEFT - RIGHT)

    def down(took: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(took) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="13" fill="#26302e">',
        f"<title>{title}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="26" font-size="15" font-weight="bold">{title}</text>',
    ]
    for power in range(low, high + 1):
        y = down(10**power)
        parts.append(
            f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#e1e6e4"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10**power:g} ms</text>'
        )
    parts += [
        f'<text x="{across(size):.1f}" y="{HEIGHT - 24}" text-anchor="middle">{size:,}</text>'
        for size in sizes
    ]
    taken: list[float] = []
    for color, (name, points) in zip(COLORS, lines.items(), strict=False):
        marks = [(across(size), down(took)) for size, took in sorted(points.items())]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in marks)
        parts.append(f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="2.5"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}"/>' for x, y in marks]
        x, y = marks[-1]
        while any(abs(y - other) < 16 for other in taken):
            y -= 16
        taken.append(y)
        parts.append(f'<text x="{x + 10:.1f}" y="{y + 4:.1f}" fill="{color}">{name}</text>')
    return "\n".join([*parts, "</svg>\n"])
