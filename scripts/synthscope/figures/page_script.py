"""The script of the gallery: filters, pages of examples, enlarged images, zoomed graphs.

The page is whole without it; whatever only works with it stays hidden until it runs.
"""

EXAMPLES_A_PAGE = 60

SCRIPT = """
'use strict';
const all = (what, where = document) => [...where.querySelectorAll(what)];
const one = (what, where = document) => where.querySelector(what);
for (const part of all('[data-script]')) part.hidden = false;

const picture = one('image');
if (picture) {
  const trial = new Image();
  trial.onerror = () => { one('#apart').hidden = false; };
  trial.src = picture.href.baseVal;
}

const examples = all('.example'), filters = all('.filters select');
let shown = PAGE;
const wanted = (value, choice) => !choice || (value || '').split('|').includes(choice);
function filter(from) {
  if (from) shown = PAGE;
  const chosen = Object.fromEntries(filters.map(f => [f.name, f.value]));
  let count = 0, images = 0;
  for (const example of examples) {
    const data = example.dataset;
    let fits = ['product', 'structure', 'element', 'group', 'split'].every(
      name => wanted(data[name], chosen[name]));
    let left = 0;
    for (const tile of all('.tile', example)) {
      tile.hidden = !wanted(tile.dataset.condition, chosen.condition);
      left += !tile.hidden;
    }
    fits = fits && left > 0;
    example.hidden = !fits || count >= shown;
    count += fits;
    images += fits ? left : 0;
  }
  for (const part of all('.product'))
    part.hidden = !all('.example', part).some(example => !example.hidden);
  one('#found').textContent = `${images} images of ${count} examples`;
  one('#more').hidden = count <= shown;
}
if (one('.filters')) {
  for (const f of filters) f.addEventListener('change', filter);
  one('#more').addEventListener('click', () => { shown += PAGE; filter(); });
  one('#labels').addEventListener('change',
    event => document.body.classList.toggle('labelled', event.target.checked));
  one('#clear').addEventListener('click', () => {
    for (const f of filters) f.value = '';
    filter(true);
  });
  filter(true);
}

const view = one('#view');
for (const button of all('.tile button')) button.addEventListener('click', () => {
  const tile = button.parentElement, example = tile.closest('.example');
  const told = [...one('figcaption', tile).childNodes].map(part => part.textContent.trim());
  one('h3', view).textContent =
    `${one('h4', example).textContent}: ${told.filter(Boolean).join(', ')}`;
  one('.large', view).replaceChildren(one('button > svg', tile).cloneNode(true));
  one('.values', view).replaceChildren(one('table', example).cloneNode(true));
  view.showModal();
});
if (view) one('#close').addEventListener('click', () => view.close());

for (const graph of all('.graph')) {
  const image = one('img', graph);
  for (const button of all('button', graph)) button.addEventListener('click', () => {
    const scale = image.clientWidth / one('.frame', graph).clientWidth;
    const wanted = { '+': scale * 1.5, '-': Math.max(1, scale / 1.5), fit: 1 }[button.value];
    image.style.width = `${100 * wanted}%`;
  });
}
""".strip().replace("PAGE", str(EXAMPLES_A_PAGE))
