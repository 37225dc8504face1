'use strict';
// The phase portrait of the bistable model, with the path of the person shown.
window.MB = window.MB || {};
MB.phase = (() => {
  const { colors } = MB.theme;
  // spec: portrait, cause ("0" or "1"), path {tone, length} or null, says -> cursor(k)
  const draw = (host, spec) => {
    const { portrait } = spec;
    const plane = portrait.planes[spec.cause];
    const width = Math.max(host.clientWidth - 18, 220);
    const height = 210;
    const M = { left: 52, right: 18, top: 30, bottom: 34 };
    const [a0, a1] = [portrait.tone[0], portrait.tone[1]];
    let [l0, l1] = portrait.length;
    if (spec.path)
      for (const l of spec.path.length) {
        l0 = Math.min(l0, l - 0.004);
        l1 = Math.max(l1, l + 0.004);
      }
    const X = (a) => M.left + ((a - a0) / (a1 - a0)) * (width - M.left - M.right);
    const Y = (l) => height - M.bottom - ((l - l0) / (l1 - l0)) * (height - M.top - M.bottom);
    const svg = MB.svg('svg', {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': spec.says,
      'font-family': MB.chart.FONT,
      'font-size': 12,
      fill: colors.ink,
    });
    const clip = `clip-${host.id}`;
    svg.append(
      MB.svg(
        'clipPath',
        { id: clip },
        MB.svg('rect', {
          x: M.left,
          y: M.top,
          width: width - M.left - M.right,
          height: height - M.top - M.bottom,
        }),
      ),
    );
    const inner = MB.svg('g', { 'clip-path': `url(#${clip})` });
    const line = (points) =>
      points.map(([a, l], k) => `${k ? 'L' : 'M'}${X(a).toFixed(1)} ${Y(l).toFixed(1)}`).join('');
    if (plane.separatrix.length) {
      const edge = [...plane.separatrix].sort((p, q) => p[1] - q[1]);
      const area = [
        [a1, l0 - 1],
        [edge[0][0], l0 - 1],
        ...edge,
        [edge[edge.length - 1][0], l1 + 1],
        [a1, l1 + 1],
      ];
      inner.append(MB.svg('path', { d: `${line(area)}Z`, fill: colors.orange, 'fill-opacity': 0.11 }));
      inner.append(
        MB.svg('path', {
          d: line(edge),
          fill: 'none',
          stroke: colors.orange,
          'stroke-width': 1.4,
          'stroke-dasharray': '6 3',
        }),
      );
    }
    for (const [a, l, da, dl] of plane.arrows) {
      const dx = (da / (a1 - a0)) * (width - M.left - M.right);
      const dy = (-dl / (l1 - l0)) * (height - M.top - M.bottom);
      const size = Math.hypot(dx, dy);
      if (size < 1e-9) continue;
      const reach = 7;
      const ux = (dx / size) * reach;
      const uy = (dy / size) * reach;
      inner.append(
        MB.svg('path', {
          d:
            `M${(X(a) - ux).toFixed(1)} ${(Y(l) - uy).toFixed(1)}l${(2 * ux).toFixed(1)} ${(2 * uy).toFixed(1)}` +
            `m${(-0.7 * ux + 0.4 * uy).toFixed(1)} ${(-0.7 * uy - 0.4 * ux).toFixed(1)}l${(0.7 * ux - 0.4 * uy).toFixed(1)} ${(0.7 * uy + 0.4 * ux).toFixed(1)}`,
          fill: 'none',
          stroke: colors.arrow,
          'stroke-width': 1,
        }),
      );
    }
    inner.append(
      MB.svg('path', {
        d: line(plane.length_still),
        fill: 'none',
        stroke: colors.slate,
        'stroke-width': 1.2,
      }),
    );
    for (const branch of plane.tone_still)
      inner.append(
        MB.svg('path', { d: line(branch), fill: 'none', stroke: colors.purple, 'stroke-width': 1.2 }),
      );
    if (spec.path) {
      inner.append(
        MB.svg('path', {
          d: line(spec.path.tone.map((a, k) => [a, spec.path.length[k]])),
          fill: 'none',
          stroke: colors.ink,
          'stroke-width': 2,
          'data-line': 'path',
        }),
      );
    }
    for (const point of plane.points) {
      inner.append(
        MB.svg('circle', {
          cx: X(point.tone),
          cy: Y(point.length),
          r: 4.5,
          fill: point.kind === 'stable' ? colors.ink : colors.card,
          stroke: colors.ink,
          'stroke-width': 1.4,
        }),
      );
    }
    svg.append(inner);
    const yTicks = MB.chart.ticks(l0, l1, 4);
    for (const l of yTicks.found)
      svg.append(
        MB.svg(
          'text',
          { x: M.left - 6, y: Y(l) + 4, 'text-anchor': 'end', fill: colors.soft },
          MB.number(l, 2),
        ),
      );
    for (const a of [0, 0.25, 0.5, 0.75, 1])
      svg.append(
        MB.svg(
          'text',
          { x: X(a), y: height - M.bottom + 16, 'text-anchor': 'middle', fill: colors.soft },
          MB.number(a, 2),
        ),
      );
    svg.append(
      MB.svg('rect', {
        x: M.left,
        y: M.top,
        width: width - M.left - M.right,
        height: height - M.top - M.bottom,
        fill: 'none',
        stroke: colors.line,
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
        MB.text('phase.across'),
      ),
    );
    svg.append(
      MB.svg(
        'text',
        { x: 4, y: 17, 'font-size': 13, 'font-weight': 600 },
        MB.text('phase.title'),
        MB.svg('tspan', { 'font-weight': 400, fill: colors.soft }, MB.text('phase.up')),
      ),
    );
    const dot = MB.svg('circle', { r: 4, fill: colors.dot, visibility: 'hidden', 'data-cursor': '' });
    svg.append(dot);
    host.replaceChildren(svg);
    return (k) => {
      const shown = spec.path && k !== null && k < spec.path.tone.length;
      dot.setAttribute('visibility', shown ? 'visible' : 'hidden');
      if (shown) {
        dot.setAttribute('cx', X(spec.path.tone[k]));
        dot.setAttribute('cy', Y(spec.path.length[k]));
      }
    };
  };
  return { draw };
})();
