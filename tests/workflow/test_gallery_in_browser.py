"""The gallery in a browser, on a wide and a narrow screen: all is seen, and its controls work."""

import json
import os
import re
import shutil
import subprocess

import pytest

from synthscope.core.distributions import Distribution
from synthscope.dataset.coverage import Covered
from synthscope.figures.histograms import histograms

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
if not CHROMIUM:
    pytest.skip("there is no Chromium to open the gallery in", allow_module_level=True)

# Says what a reader would see, after doing what a reader would do.
CHECKS = """
<iframe id='narrow' src='index.html' style='width:WIDTHpx;height:900px;border:0'></iframe>
<script>
const frame = document.getElementById('narrow');
frame.onload = async () => {
  const page = frame.contentDocument, all = what => [...page.querySelectorAll(what)];
  const seen = what => all(what).filter(one => one.getClientRects().length).length;
  const told = {};
  for (const image of all('img')) image.loading = 'eager';
  const pictures = [...all('img').map(i => i.src), ...all('image').map(i => i.href.baseVal)];
  const loads = src => new Promise(done => {
    const image = new Image();
    image.onload = () => done(true);
    image.onerror = () => done(false);
    image.src = src;
  });
  told.missing = [];
  for (const src of new Set(pictures)) if (!await loads(src)) told.missing.push(src);
  const root = page.documentElement;
  told.overflow = root.scrollWidth - root.clientWidth;
  told.apart = !page.querySelector('#apart').hidden;
  told.tiles = seen('.tile');
  const sheets = all('.tile button > svg');
  told.widest = Math.max(...sheets.map(one => one.getBoundingClientRect().width));
  told.marks = all('.mark').filter(one => getComputedStyle(one).visibility === 'visible').length;
  page.querySelector('#labels').click();
  told.labelled = all('.mark').filter(one => getComputedStyle(one).visibility === 'visible').length;
  const filter = page.querySelector('select[name=structure]');
  filter.selectedIndex = 1;
  filter.dispatchEvent(new Event('change'));
  told.filtered = seen('.tile');
  told.found = page.querySelector('#found').textContent;
  page.querySelector('#clear').click();
  told.cleared = seen('.tile');
  page.querySelector('.tile button').click();
  told.open = page.querySelector('#view').open;
  told.heading = page.querySelector('#view h3').textContent;
  const names = all('#view .values th').map(one => one.getBoundingClientRect());
  told.names = Math.min(...names.map(one => one.width));
  told.values = all('#view .values tr').length;
  page.querySelector('#close').click();
  told.closed = !page.querySelector('#view').open;
  const bars = all('.histogram rect').map(one => one.getBoundingClientRect());
  told.bars = bars.map(one => Math.round(one.height));
  told.colour = getComputedStyle(page.querySelector('.histogram svg')).fill;
  const parts = all('#balance table').filter(one => /by part$/.test(one.caption.textContent));
  told.parts = parts.map(one => [...one.tBodies[0].rows].map(row => row.cells[0].textContent));
  const counts = parts.flatMap(one => [...one.tBodies[0].rows]).map(row => +row.cells[1].innerText);
  told.empty = [counts.includes(0), page.querySelector('#balance > p') !== null];
  const picture = page.querySelector('.graph img'), box = page.querySelector('.graph .frame');
  const first = picture.clientWidth;
  told.scale = first / picture.naturalWidth;
  told.graph = first / box.clientWidth;
  page.querySelector('.graph button[value="+"]').click();
  told.zoomed = picture.clientWidth / first;
  page.querySelector('.graph button[value="fit"]').click();
  told.fits = picture.clientWidth / box.clientWidth;
  document.body.dataset.told = JSON.stringify(told);
};
</script>
"""


def seen_in_browser(folder, script):
    """What a page beside the gallery's says of it, and what the browser logged."""
    page = folder / "checks.html"
    page.write_text(script)
    command = [
        *(CHROMIUM, "--headless=new", "--disable-gpu", "--allow-file-access-from-files"),
        *("--enable-logging=stderr", "--window-size=1400,1000", "--virtual-time-budget=20000"),
        *(["--no-sandbox"] if os.getuid() == 0 else []),
        *(f"--user-data-dir={folder / 'browser'}", "--dump-dom", page.as_uri()),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    found = re.search(r'data-told="([^"]*)"', done.stdout)
    assert found, done.stdout[-500:] + done.stderr[-2000:]
    return json.loads(found[1].replace("&quot;", '"')), done.stderr


@pytest.mark.parametrize("width", [1280, 400])
def test_every_image_loads_nothing_overflows_and_the_controls_work(copy_of_finished, width):
    folder = copy_of_finished.results / "gallery"
    drawn = Distribution.of({"choice": [0, 1, 2]})
    varied = "".join(histograms([Covered("haadf.x", "x", drawn, [0, 1, 1, 1, 2, 2])] * 5))
    index = folder / "index.html"
    index.write_text(index.read_text(encoding="utf-8").replace("</main>", f"{varied}</main>"))
    told, logged = seen_in_browser(folder, CHECKS.replace("WIDTH", str(width)))
    assert told["missing"] == [] and told["overflow"] <= 0 and not told["apart"]
    assert told["tiles"] >= 4 and 150 < told["widest"] < width
    assert told["marks"] == 0 and told["labelled"] > 0
    assert 0 < told["filtered"] < told["tiles"] == told["cleared"]
    assert told["found"].startswith(f"{told['filtered']} images")
    assert told["open"] and told["values"] > 5 and told["closed"]
    assert ", image 0; " in told["heading"] and ", 0." in told["heading"]
    assert told["names"] > 100
    assert told["bars"] == [30, 90, 60] * 5 and told["colour"] not in ("none", "rgb(0, 0, 0)")
    assert [sorted(names) for names in told["parts"]] == [["dev", "test", "train"]] * 2
    assert told["empty"][0] == told["empty"][1]
    assert told["zoomed"] == pytest.approx(1.5, abs=0.01) and told["fits"] == 1
    if width < 700:  # text of graphs, of 10 px and more, is read at once
        assert told["scale"] == 1 and told["graph"] > 1
    else:
        assert told["graph"] == 1
    assert "CONSOLE" not in logged


@pytest.mark.parametrize("width", [1280, 400])
def test_the_card_is_a_page_that_is_read_at_any_width(copy_of_finished, width):
    script = """
    <iframe id='narrow' src='card.html' style='width:WIDTHpx;height:900px;border:0'></iframe>
    <script>
    document.getElementById('narrow').onload = event => {
      const page = event.target.contentDocument, root = page.documentElement;
      const all = what => [...page.querySelectorAll(what)];
      const inside = one => one.scrollWidth <= one.clientWidth;
      document.body.dataset.told = JSON.stringify({
        overflow: root.scrollWidth - root.clientWidth,
        chapters: all('h2').length,
        found: all('nav a[href^="#"]').filter(a => page.getElementById(a.hash.slice(1))).length,
        tables: all('table').length,
        whole: all('table').filter(inside).length,
        code: all('pre').map(one => one.getBoundingClientRect().right),
      });
    };
    </script>
    """
    folder = copy_of_finished.results / "gallery"
    told, logged = seen_in_browser(folder, script.replace("WIDTH", str(width)))
    assert told["overflow"] <= 0 and max(told["code"]) < width
    assert told["found"] == told["chapters"] > 5
    assert told["whole"] == told["tables"] > 3
    assert "CONSOLE" not in logged


def test_a_copy_without_its_images_says_where_they_are(copy_of_finished, tmp_path):
    shutil.copy(copy_of_finished.results / "gallery" / "index.html", tmp_path)
    script = """
    <iframe id='copy' src='index.html'></iframe>
    <script>
    const copy = document.getElementById('copy');
    copy.onload = () => setTimeout(() => {
      const apart = copy.contentDocument.querySelector('#apart');
      document.body.dataset.told = JSON.stringify(apart.hidden ? '' : apart.textContent);
    }, 2000);
    </script>
    """
    told, _ = seen_in_browser(tmp_path, script)
    assert "open gallery/index.html" in told
