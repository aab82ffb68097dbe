"""The same home and activities pages as the kiosk's, for Chromium: real content of a pack's
`foyerctl list --json`, covers as SVG, one file without network. The page tells the server on
loopback when its first frame is complete, and scrolls when its address ends with #scroll."""
import html
import random

STYLE = """
*{box-sizing:border-box;margin:0}body{width:1920px;height:1080px;overflow:hidden;background:#f6f3ec;
color:#12193a;font:500 26px Manrope}
header{height:136px;padding:40px 64px;display:flex;justify-content:space-between;font-weight:800}
h1{font-size:80px;letter-spacing:-2px}h3{font-size:30px}.s{font-size:22px;color:#434a6e;font-weight:600}
main{display:flex;gap:40px;padding:0 64px;height:764px}section{flex:1;overflow:hidden}
.tiles{display:flex;gap:20px;margin:24px 0}.card{background:#fff;border-radius:32px;overflow:hidden;flex:1}
.row{display:flex;gap:22px;padding:18px;border-top:2px solid #e3ddd0}
#list{display:grid;grid-template-columns:repeat(4,1fr);gap:28px;overflow-y:scroll;height:764px;padding:0 64px}
nav{position:absolute;left:64px;right:64px;bottom:36px;height:112px;border-radius:36px;background:#12193a;
color:#c9cde6;display:flex;align-items:center;justify-content:space-around;font-weight:700}
"""
INK = {"S": ("#0b8f7a", "#d5f2ea", "#7bdcc6"), "T": ("#2457e6", "#dde6ff", "#8fb0ff"),
       "E": ("#e2590f", "#ffe4d2", "#ffb07e"), "A": ("#cf2467", "#ffdde9", "#ff95bd"),
       "M": ("#6a3fe0", "#e7deff", "#b79cff")}


def cover(field, seed, width, height):
    draw = random.Random(seed)
    strong, light, soft = INK[field]
    shapes = []
    for _ in range(24):
        x, y = draw.uniform(0, width), draw.uniform(0, height)
        size = draw.uniform(8, height / 4)
        colour = draw.choice((strong, soft, "#ffc531"))
        shapes.append(draw.choice((
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{size / 2:.0f}" fill="{colour}"/>',
            f'<rect x="{x:.0f}" y="{y:.0f}" width="{size:.0f}" height="{size:.0f}" rx="8" fill="{colour}"/>',
            f'<path d="M{x:.0f} {y:.0f}q{size:.0f} -{size:.0f} {2 * size:.0f} 0" fill="none" '
            f'stroke="{colour}" stroke-width="8"/>')))
    return (f'<svg width="{width}" height="{height}"><rect width="100%" height="100%" '
            f'fill="{light}"/>{"".join(shapes)}</svg>')


def text_of(record, key):
    texts = record.get(key) or {"en": ""}
    return html.escape(texts.get("en") or next(iter(texts.values())))


def field_of(record):
    return (record.get("fields") or ["S"])[0]


def page(activities):
    tiles = "".join(f'<div class="card" style="height:220px">{cover(f, "home" + f, 212, 212)}</div>'
                    for f in "STEAM")
    rows = "".join(
        f'<div class="row"><div style="border-radius:24px;overflow:hidden">'
        f'{cover(field_of(a), a["id"], 124, 124)}</div><div><h3>{text_of(a, "title")}</h3>'
        f'<div class="s">{text_of(a, "summary")}</div></div></div>' for a in activities[:4])
    cards = "".join(
        f'<div class="card" style="height:316px">{cover(field_of(a), a["id"], 430, 150)}'
        f'<div style="padding:14px 24px"><h3>{text_of(a, "title")}</h3>'
        f'<div class="s">{text_of(a, "summary")}</div></div></div>' for a in activities * 3)
    return f"""<!doctype html><meta charset=utf-8><style>{STYLE}</style>
<header><span>National STEAM Center</span><span>14:32</span></header>
<main id=home><section><h1>What will you make today?</h1><div class=tiles>{tiles}</div></section>
<section class=card>{rows}</section></main><div id=list hidden>{cards}</div>
<nav><b>Home</b><b>Activities</b><b>Contests</b><b>Careers</b><b>Network</b></nav><script>
const tell = what => fetch('/' + what);
document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => tell('first-frame'))));
function scroll() {{
  home.style.display = 'none'; list.hidden = false; list.style.display = 'grid';
  let frame = 0;
  const step = () => {{ list.scrollTop = Math.abs((frame * 12) % 2400 - 1200); frame++;
    if (frame < 600) requestAnimationFrame(step); else tell('scrolled'); }};
  tell('scrolling'); requestAnimationFrame(step);
}}
if (location.hash === '#scroll') document.fonts.ready.then(() => setTimeout(scroll, 2000));
</script>"""
