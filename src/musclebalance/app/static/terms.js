'use strict';
// Terms that explain themselves: shown on hover, focus and touch, gone with Escape.
window.MB = window.MB || {};
MB.terms = (() => {
  const MARK = /\[([^\]]+)\]\((\w+)\)/g; // [what it says](the term), in texts
  let open = null;
  let pinned = false;
  const box = () => document.getElementById('definition');
  const place = (button) => {
    const at = button.getBoundingClientRect();
    const wide = document.documentElement.clientWidth;
    const own = box().getBoundingClientRect();
    const left = Math.min(Math.max(at.left, 8), wide - own.width - 8);
    const below = at.bottom + own.height + 8 < window.innerHeight;
    box().style.left = `${left}px`;
    box().style.top = `${below ? at.bottom + 4 : Math.max(at.top - own.height - 4, 4)}px`;
  };
  // The curves of a term stand out while it is explained.
  const lift = (term) => {
    for (const host of document.querySelectorAll('[data-panel]')) {
      host.classList.toggle('lifted', Boolean(term && MB.laws[term]) && host.dataset.panel === MB.laws[term].panel);
    }
  };
  const behind = (term) => {
    const law = MB.laws[term];
    if (!law) return [];
    return ['equation', 'source'].map((name) => {
      const line = document.createElement('span');
      line.className = name;
      line.textContent = name === 'source' ? MB.text('term.source', { source: law.source }) : law.equation;
      return line;
    });
  };
  const hide = () => {
    lift(null);
    if (open) open.setAttribute('aria-expanded', 'false');
    open = null;
    pinned = false;
    box().hidden = true;
  };
  const show = (button) => {
    if (open && open !== button) hide();
    open = button;
    button.setAttribute('aria-expanded', 'true');
    const { term } = button.dataset;
    box().replaceChildren(MB.text(`term.${term}`), ...behind(term));
    lift(term);
    box().hidden = false;
    place(button);
  };
  const make = (term, says) => {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', className: 'term', textContent: says });
    button.dataset.term = term;
    button.setAttribute('aria-expanded', 'false');
    button.setAttribute('aria-describedby', 'definition');
    return button;
  };
  // A text with its marked terms into an element; the one that had the focus keeps it.
  const write = (element, text) => {
    const held = document.activeElement;
    const term = held && element.contains(held) && held !== element ? held.dataset.term : null;
    const parts = text.split(MARK);
    const nodes = parts.map((part, k) => (k % 3 === 1 ? make(parts[k + 1], part) : k % 3 ? '' : part));
    element.replaceChildren(...nodes.filter((node) => node !== ''));
    const again = term && element.querySelector(`[data-term="${term}"]`);
    if (again) again.focus({ preventScroll: true });
  };
  const plain = (text) => text.replace(MARK, '$1');
  const start = () => {
    const of = (event) => (event.target.closest ? event.target.closest('.term') : null);
    const inside = (node) => node && (node === box() || (node.closest && node.closest('.term') === open));
    document.addEventListener('pointerover', (event) => of(event) && !pinned && show(of(event)));
    document.addEventListener('pointerout', (event) => {
      const stays = inside(event.relatedTarget) || (open && document.activeElement === open);
      if (open && !pinned && !stays) hide();
    });
    document.addEventListener('focusin', (event) => (of(event) ? show(of(event)) : open && hide()));
    document.addEventListener('focusout', (event) => of(event) === open && hide());
    document.addEventListener('click', (event) => {
      const button = of(event);
      if (button) {
        show(button);
        pinned = true;
      } else if (open && !inside(event.target)) hide();
    });
    document.addEventListener('keydown', (event) => event.key === 'Escape' && open && hide());
    window.addEventListener('scroll', () => open && place(open), { passive: true, capture: true });
  };
  return { make, write, plain, start, hide };
})();
