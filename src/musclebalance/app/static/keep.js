'use strict';
// Keeping what is shown: figure as SVG or PNG, table, script, scenario file, link.
window.MB = window.MB || {};
MB.keep = (() => {
  const { colors } = MB.theme;
  const save = (name, text, kind) => {
    const blob = text instanceof Blob ? text : new Blob([text], { type: kind });
    const anchor = document.createElement('a');
    anchor.href = URL.createObjectURL(blob);
    anchor.download = name;
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
  };
  // Where boxes stand in rows of three; or the first beside all others, one below the other.
  const [GAP, TOP, ROW] = [16, 84, 3];
  const placed = (sizes, beside) => {
    const found = [];
    let [x, y, tall] = [GAP, TOP, 0];
    sizes.forEach(([width, height], k) => {
      if (beside ? k > 1 : k && k % ROW === 0) {
        x = beside ? found[1][0] : GAP;
        y += (beside ? sizes[k - 1][1] : tall) + GAP;
        tall = 0;
      }
      found.push([x, y]);
      x += width + GAP;
      tall = Math.max(tall, height);
    });
    return found;
  };
  // All charts on the page in one figure, with title, legend and a note; no cursor.
  const figure = (boxes, title, legend, beside = false) => {
    const gap = GAP;
    const sizes = boxes.map((box) => ['width', 'height'].map((k) => Number(box.getAttribute(k))));
    const places = placed(sizes, beside);
    const inside = boxes.map((box, k) => {
      const copy = box.cloneNode(true);
      copy.querySelectorAll('[data-cursor]').forEach((e) => e.remove());
      ['x', 'y'].forEach((name, n) => copy.setAttribute(name, places[k][n]));
      return copy;
    });
    const entry = (item) => 60 + 6.6 * item.text.length;
    const wide = Math.max(
      ...places.map(([x], k) => x + sizes[k][0] + gap),
      beside ? legend.reduce((sum, item) => sum + entry(item), gap) : 0,
    );
    const bottom = Math.max(...places.map(([, y], k) => y + sizes[k][1]));
    const height = bottom + 36;
    const svg = MB.svg('svg', {
      xmlns: 'http://www.w3.org/2000/svg',
      width: wide,
      height,
      viewBox: `0 0 ${wide} ${height}`,
      'font-family': MB.chart.FONT,
      'font-size': 12,
      fill: colors.ink,
    });
    svg.append(
      MB.svg('rect', { width: wide, height, fill: colors.card }),
      MB.svg('text', { x: gap, y: 30, 'font-size': 17, 'font-weight': 600 }, title),
    );
    let place = gap;
    for (const item of legend) {
      svg.append(
        MB.svg('line', {
          x1: place,
          x2: place + 30,
          y1: 54,
          y2: 54,
          stroke: item.color,
          'stroke-width': item.width,
          'stroke-dasharray': item.dash,
          'stroke-opacity': item.opacity,
        }),
      );
      svg.append(MB.svg('text', { x: place + 36, y: 58 }, item.text));
      place += entry(item);
    }
    svg.append(
      ...inside,
      MB.svg(
        'text',
        { x: gap, y: height - 12, fill: colors.soft },
        MB.text('figure.note'),
      ),
    );
    return { svg, text: new XMLSerializer().serializeToString(svg), width: wide, height };
  };
  const png = (drawn) =>
    new Promise((resolve, reject) => {
      const image = new Image();
      const address = URL.createObjectURL(new Blob([drawn.text], { type: 'image/svg+xml' }));
      image.onload = () => {
        const canvas = document.createElement('canvas');
        canvas.width = 2 * drawn.width;
        canvas.height = 2 * drawn.height;
        canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
        URL.revokeObjectURL(address);
        canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(MB.text('figure.empty')))), 'image/png');
      };
      image.onerror = () => reject(new Error(MB.text('figure.failed')));
      image.src = address;
    });
  // The table of the script: day, then the columns in the library's order.
  const csv = (run, columns) => {
    const of = (series, before) =>
      columns.filter(([name]) => name in series).map(([name, unit]) => [`${before}${name} [${unit}]`, series[name]]);
    const shown = run.body ? run.body.pairs.flatMap((one) => of(one.series, `${one.label}: `)) : of(run.series, '');
    const bone = run.body && run.body.bone;
    if (bone) shown.push([`${bone.name}: ${bone.coordinate} [deg]`, bone.beyond]);
    const quote = (text) => (/[",]/.test(text) ? `"${text}"` : text);
    const rows = [['day', ...shown.map(([name]) => quote(name))].join(',')];
    const short = (value) => Number(value.toPrecision(7)); // as the script writes them
    run.weeks.forEach((week, k) =>
      rows.push([Math.round(7 * week), ...shown.map(([, values]) => short(values[k]))].join(',')),
    );
    return `${rows.join('\n')}\n`;
  };
  return { save, figure, png, csv };
})();
