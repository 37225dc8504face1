'use strict';
// One line chart in SVG. Looks are attributes, not classes, so that a saved figure looks the same.
window.MB = window.MB || {};
MB.svg = (name, attributes = {}, ...children) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  for (const child of children) element.append(child);
  return element;
};
MB.chart = (() => {
  const { colors } = MB.theme;
  const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
  const M = { left: 46, right: 12, top: 30, bottom: 34 };
  const ticks = (low, high, count) => {
    const raw = (high - low) / Math.max(count, 1);
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((k) => k * power).find((k) => k >= raw * 0.999);
    const found = [];
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k += 1) found.push(k * step);
    return { step, found };
  };
  const range = (spec) => {
    let low = Infinity;
    let high = -Infinity;
    for (const line of spec.lines)
      for (const y of line.y) {
        if (y < low) low = y;
        if (y > high) high = y;
      }
    for (const area of spec.areas || []) {
      low = Math.min(low, ...area.low);
      high = Math.max(high, ...area.high);
    }
    for (const level of spec.levels || []) {
      low = Math.min(low, level.y);
      high = Math.max(high, level.y);
    }
    if (!Number.isFinite(low)) {
      low = 0;
      high = 1;
    }
    if (spec.zero) return [0, Math.max(high * 1.06, spec.least || 0)];
    const least = spec.least || 1e-6 * Math.max(Math.abs(low), 1);
    if (high - low < least) {
      const middle = (low + high) / 2;
      low = middle - least / 2;
      high = middle + least / 2;
    }
    const room = 0.08 * (high - low);
    return [low - room, high + room];
  };
  const path = (line, X, Y) => {
    let text = '';
    for (let k = 0; k < line.x.length; k += 1)
      text += `${k ? 'L' : 'M'}${X(line.x[k]).toFixed(1)} ${Y(line.y[k]).toFixed(1)}`;
    return text;
  };
  // Where along a level, above or below it, its name is furthest from all lines.
  const free = (lines, level, X, Y, [left, right, top, bottom]) => {
    const long = 6.1 * level.text.length;
    const here = Y(level.y);
    let best = [left, here - 4];
    let most = -1;
    for (let k = 0; k <= 12; k += 1) {
      const x = left + (k / 12) * Math.max(right - left - long, 0);
      for (const y of [here - 8, here + 9]) {
        if (y < top || y > bottom) continue;
        let near = Infinity;
        for (const line of lines) {
          line.x.forEach((v, n) => {
            const px = X(v);
            if (px > x - 8 && px < x + long + 8) near = Math.min(near, Math.abs(Y(line.y[n]) - y));
          });
        }
        if (Math.min(near, 24) > most + 0.5) {
          most = Math.min(near, 24);
          best = [x, y + 4];
        }
      }
    }
    return best;
  };
  const at = (line, x) => {
    let low = 0;
    let high = line.x.length - 1;
    if (x < line.x[0] - 1e-6 || x > line.x[high] + 1e-6) return null;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (line.x[middle] <= x) low = middle;
      else high = middle;
    }
    return Math.abs(line.x[low] - x) <= Math.abs(line.x[high] - x) ? low : high;
  };
  // The drawing takes the place of the last one; a button over its title explains the term.
  const replace = (host, svg, spec) => {
    const old = host.querySelector(':scope > svg');
    if (old) old.replaceWith(svg);
    else host.prepend(svg);
    if (!spec.term) return;
    let button = host.querySelector(':scope > .term');
    if (!button) {
      button = MB.terms.make(spec.term, '');
      button.classList.add('over');
      host.append(button);
    }
    button.setAttribute('aria-label', MB.text('panel.explain', { title: spec.title }));
    const title = svg.querySelector('[data-title]').getBBox();
    button.style.width = `${title.width + 6}px`;
  };
  // draw(host, spec) -> {cursor(x)}; spec: title, unit, digits, domain [x0, x1], xLabel, lines, levels, bands, zero, least, marks
  const draw = (host, spec) => {
    const width = Math.max(host.clientWidth - 18, 220);
    const height = spec.height || 210;
    const [y0, y1] = range(spec);
    const [x0, x1] = spec.domain;
    const X = (x) => M.left + ((x - x0) / (x1 - x0)) * (width - M.left - M.right);
    const Y = (y) => height - M.bottom - ((y - y0) / (y1 - y0)) * (height - M.top - M.bottom);
    const svg = MB.svg('svg', {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': spec.says,
      'font-family': FONT,
      'font-size': 12,
      fill: colors.ink,
    });
    for (const band of spec.bands || []) {
      const left = X(Math.max(band.start, x0));
      const right = X(Math.min(band.end, x1));
      if (right <= left) continue;
      svg.append(
        MB.svg('rect', {
          x: left,
          y: M.top,
          width: right - left,
          height: height - M.top - M.bottom,
          fill: band.fill,
          'fill-opacity': band.opacity,
        }),
      );
      if (band.label && right - left > 6.6 * band.label.length) {
        svg.append(
          MB.svg(
            'text',
            {
              x: (left + right) / 2,
              y: M.top + 12,
              'text-anchor': 'middle',
              'font-size': 11,
              fill: colors.soft,
            },
            band.label,
          ),
        );
      }
    }
    const yTicks = ticks(y0, y1, Math.round((height - M.top - M.bottom) / 36));
    const places = Math.max(0, -Math.floor(Math.log10(yTicks.step) + 1e-9));
    for (const y of yTicks.found) {
      svg.append(MB.svg('line', { x1: M.left, x2: width - M.right, y1: Y(y), y2: Y(y), stroke: colors.grid }));
      svg.append(
        MB.svg(
          'text',
          { x: M.left - 6, y: Y(y) + 4, 'text-anchor': 'end', fill: colors.soft },
          MB.number(y, places),
        ),
      );
    }
    const xTicks = ticks(x0, x1, Math.round((width - M.left - M.right) / 64));
    for (const x of xTicks.found) {
      svg.append(
        MB.svg('line', {
          x1: X(x),
          x2: X(x),
          y1: height - M.bottom,
          y2: height - M.bottom + 4,
          stroke: colors.axis,
        }),
      );
      svg.append(
        MB.svg(
          'text',
          { x: X(x), y: height - M.bottom + 16, 'text-anchor': 'middle', fill: colors.soft },
          MB.number(x, xTicks.step < 1 ? 1 : 0),
        ),
      );
    }
    svg.append(
      MB.svg('line', {
        x1: M.left,
        x2: width - M.right,
        y1: height - M.bottom,
        y2: height - M.bottom,
        stroke: colors.axis,
      }),
    );
    svg.append(
      MB.svg(
        'text',
        {
          x: (M.left + width - M.right) / 2,
          y: height - 3,
          'text-anchor': 'middle',
          'font-size': 11.5,
          fill: colors.soft,
        },
        spec.xLabel,
      ),
    );
    if (x0 < 0 && x1 > 0)
      svg.append(
        MB.svg('line', {
          x1: X(0),
          x2: X(0),
          y1: M.top,
          y2: height - M.bottom,
          stroke: colors.axis,
          'stroke-dasharray': '2 3',
        }),
      );
    for (const level of spec.levels || []) {
      svg.append(
        MB.svg('line', {
          x1: M.left,
          x2: width - M.right,
          y1: Y(level.y),
          y2: Y(level.y),
          stroke: level.color,
          'stroke-width': 0.9,
        }),
      );
      if (level.text) {
        const place = free(spec.lines, level, X, Y, [
          M.left + 4,
          width - M.right - 4,
          M.top + 6,
          height - M.bottom - 6,
        ]);
        svg.append(
          MB.svg('text', { x: place[0], y: place[1], 'font-size': 11, fill: colors.soft }, level.text),
        );
      }
    }
    svg.append(
      MB.svg(
        'text',
        { x: 4, y: 17, 'font-size': 13, 'font-weight': 600, 'data-title': '' },
        spec.title,
        MB.svg('tspan', { 'font-weight': 400, fill: colors.soft }, ` [${spec.unit}]`),
      ),
    );
    for (const one of spec.areas || []) {
      const back = { x: [...one.x].reverse(), y: [...one.low].reverse() };
      const edge = `${path({ x: one.x, y: one.high }, X, Y)}${path(back, X, Y).replace('M', 'L')}Z`;
      svg.append(MB.svg('path', { d: edge, fill: one.color, 'fill-opacity': 0.18, 'data-area': one.name }));
    }
    for (const line of spec.lines) {
      svg.append(
        MB.svg('path', {
          d: path(line, X, Y),
          fill: 'none',
          stroke: line.color,
          'stroke-width': line.width || 2,
          'stroke-dasharray': line.dash,
          'stroke-opacity': line.opacity,
          'stroke-linejoin': 'round',
          'data-line': line.name,
        }),
      );
    }
    const rule = MB.svg('line', {
      y1: M.top,
      y2: height - M.bottom,
      stroke: colors.ink,
      'stroke-width': 0.8,
      visibility: 'hidden',
      'data-cursor': '',
    });
    const values = MB.svg('text', {
      x: width - M.right,
      y: 17,
      'text-anchor': 'end',
      'font-size': 12.5,
      'data-cursor': '',
    });
    const dots = MB.svg('g', { 'data-cursor': '' });
    svg.append(rule, dots, values);
    replace(host, svg, spec);
    const cursor = (x) => {
      const inside = x >= x0 - 1e-6 && x <= x1 + 1e-6;
      rule.setAttribute('visibility', inside ? 'visible' : 'hidden');
      values.replaceChildren();
      dots.replaceChildren();
      if (!inside) return;
      rule.setAttribute('x1', X(x));
      rule.setAttribute('x2', X(x));
      for (const line of spec.lines) {
        const k = at(line, x);
        if (k === null) continue;
        dots.append(
          MB.svg('circle', {
            cx: X(x),
            cy: Y(line.y[k]),
            r: 3,
            fill: line.color,
            'fill-opacity': line.opacity,
          }),
        );
        if (!line.quiet)
          values.append(
            MB.svg(
              'tspan',
              { fill: line.ink || line.color, dx: values.childNodes.length ? 9 : 0 },
              MB.number(line.y[k], spec.digits),
            ),
          );
      }
    };
    svg.addEventListener('pointermove', (event) => {
      if (event.pointerType === 'touch' || !spec.seek) return;
      const box = svg.getBoundingClientRect();
      const x = x0 + ((event.clientX - box.left - M.left) / (width - M.left - M.right)) * (x1 - x0);
      spec.seek(Math.min(Math.max(x, x0), x1));
    });
    // Where values lie in the picture, and the value at a pointer.
    const y = (event) => {
      const box = svg.getBoundingClientRect();
      const share = (height - M.bottom - (event.clientY - box.top)) / (height - M.top - M.bottom);
      return y0 + share * (y1 - y0);
    };
    return { cursor, svg, X, Y, y };
  };
  return { draw, at, ticks, FONT };
})();
