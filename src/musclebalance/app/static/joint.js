'use strict';
// The joint as a schematic: the same drawing as musclebalance.plot.joint, with the numbers it was given.
window.MB = window.MB || {};
MB.joint = (() => {
  const { colors } = MB.theme;
  const RAD = Math.PI / 180;
  const CENTRE = 150; // of the joint below the upper edge of the drawing
  // Points of a muscle in bone lengths, joint at (0, 0), fixed bone upwards.
  const outline = (angle, side, length, d) => {
    const turn = angle * RAD;
    const bone = [Math.sin(turn), -Math.cos(turn)];
    const across = [Math.cos(turn), Math.sin(turn)];
    const beside = [side * d.pass * Math.cos(turn / 2), side * d.pass * Math.sin(turn / 2)];
    const origin = [side * d.origin[0], d.origin[1]];
    const insertion = [0, 1].map((k) => d.insertion[0] * bone[k] + side * d.insertion[1] * across[k]);
    const reach = Math.hypot(beside[0] - origin[0], beside[1] - origin[1]);
    const along = [0, 1].map((k) => (beside[k] - origin[k]) / reach);
    const first = [0, 1].map((k) => origin[k] + d.belly_from * along[k]);
    const last = [0, 1].map((k) => first[k] + d.scale * length * along[k]);
    const width = (2 * d.width) / Math.sqrt(length);
    const middle = [0, 1].map((k) => (first[k] + last[k]) / 2);
    const normal = [-along[1] * width, along[0] * width];
    return {
      path: [origin, last, beside, insertion],
      belly: [
        first,
        last,
        [middle[0] + normal[0], middle[1] + normal[1]],
        [middle[0] - normal[0], middle[1] - normal[1]],
      ],
      bone,
      along,
    };
  };
  const color = (share, ramp) => {
    const place = Math.min(Math.max(share, 0), 1) * (ramp.length - 1);
    const k = Math.min(Math.floor(place), ramp.length - 2);
    const channel = (text, n) => parseInt(text.slice(1 + 2 * n, 3 + 2 * n), 16);
    const mixed = [0, 1, 2].map((n) =>
      Math.round(channel(ramp[k], n) + (place - k) * (channel(ramp[k + 1], n) - channel(ramp[k], n))),
    );
    return `rgb(${mixed.join(',')})`;
  };
  // pose: angle, healthyAngle, length, healthyLength, restingLength, tension (by muscle), caption
  const draw = (host, pose, about, look, most) => {
    const width = Math.max(host.clientWidth, 260);
    const angles = { angle: MB.number(pose.angle, 1), healthy: MB.number(pose.healthyAngle, 1) };
    const told = wrap(
      [MB.text('joint.angle', { coordinate: MB.term(about.coordinate), ...angles })],
      Math.floor((width - 8) / 6.6),
    );
    const height = 303 + 15 * told.length;
    const unit = 124;
    const cx = width / 2;
    const cy = CENTRE;
    const P = ([x, y]) => `${(cx + unit * x).toFixed(2)} ${(cy - unit * y).toFixed(2)}`;
    const says = MB.text('joint.says', {
      title: MB.term(about.title),
      caption: pose.caption,
      ...angles,
      muscles: ['agonist', 'antagonist']
        .map((m) =>
          MB.text('joint.muscle', { name: MB.term(about[m]), tension: MB.number(pose.tension[m], 0) }),
        )
        .join(', '),
    });
    const svg = MB.svg('svg', {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': says,
      'font-family': MB.chart.FONT,
      'font-size': 12,
      fill: colors.ink,
      'data-angle': pose.angle,
    });
    for (const [angle, paint, wide] of [
      [pose.healthyAngle, colors.pale, 11],
      [pose.angle, colors.bone, 14],
    ]) {
      const { bone } = outline(angle + about.drawn_from, 1, 1, look.drawing);
      svg.append(
        MB.svg('path', {
          d: `M${P([0, 0.98])}L${P([0, 0])}L${P(bone)}`,
          stroke: paint,
          'stroke-width': wide,
          fill: 'none',
          'stroke-linecap': 'round',
          'stroke-linejoin': 'round',
        }),
      );
    }
    svg.append(MB.svg('circle', { cx, cy, r: 8, fill: colors.card, stroke: colors.rim, 'stroke-width': 1.5 }));
    for (const [muscle, side] of [
      ['agonist', about.side],
      ['antagonist', -about.side],
    ]) {
      const drawn = outline(pose.angle + about.drawn_from, side, pose.length[muscle], look.drawing);
      const [origin, last, beside, insertion] = drawn.path;
      const [first, end, up, down] = drawn.belly;
      svg.append(
        MB.svg('path', {
          d: `M${P(origin)}L${P(last)}Q${P(beside)} ${P(insertion)}`,
          fill: 'none',
          stroke: colors.grey,
          'stroke-width': 3,
        }),
      );
      svg.append(
        MB.svg('path', {
          d: `M${P(first)}Q${P(up)} ${P(end)}Q${P(down)} ${P(first)}Z`,
          fill: color(pose.tension[muscle] / most, look.drawing.ramp),
          stroke: colors[muscle],
          'stroke-width': 1.6,
          'stroke-dasharray': muscle === 'agonist' ? null : '5 1.6',
          'data-muscle': muscle,
          'data-length': pose.length[muscle],
        }),
      );
      const mark = [0, 1].map(
        (k) => first[k] + look.drawing.scale * pose.healthyLength[muscle] * drawn.along[k],
      );
      const beyond = [-drawn.along[1] * 0.06, drawn.along[0] * 0.06];
      svg.append(
        MB.svg('path', {
          d: `M${P([mark[0] - beyond[0], mark[1] - beyond[1]])}L${P([mark[0] + beyond[0], mark[1] + beyond[1]])}`,
          stroke: colors.ink,
          'stroke-width': 1.3,
        }),
      );
      const x = cx + side * 46;
      const anchor = side > 0 ? 'start' : 'end';
      const lines = [MB.term(about[muscle]), `${MB.number(pose.tension[muscle], 0)} N`];
      if (pose.restingLength[muscle] !== null) {
        const change = 100 * (pose.restingLength[muscle] - 1);
        lines.push(MB.text('joint.length', { change: `${change > 0.05 ? '+' : ''}${MB.number(change, 1)}` }));
      }
      const room = width / 2 - 48;
      wrap(lines, Math.floor(room / 7.4)).forEach((line, k) =>
        svg.append(
          MB.svg(
            'text',
            {
              x,
              y: 54 + 16 * k,
              'text-anchor': anchor,
              fill: colors[`${muscle}Ink`],
              'font-weight': k ? 400 : 600,
              ...(line.length * 7.4 > room && { textLength: room, lengthAdjust: 'spacingAndGlyphs' }),
            },
            line,
          ),
        ),
      );
    }
    svg.append(
      MB.svg(
        'text',
        { x: 8, y: 17, 'font-size': 13, 'font-weight': 600 },
        MB.text('joint.title'),
        MB.svg('tspan', { 'font-weight': 400, fill: colors.soft }, `, ${pose.caption}`),
      ),
    );
    told.forEach((line, k) =>
      svg.append(MB.svg('text', { x: 8, y: 294 + 15 * k, fill: colors.soft, 'data-angle': '' }, line)),
    );
    for (let k = 0; k < 40; k += 1)
      svg.append(
        MB.svg('rect', {
          x: 8 + 3 * k,
          y: height - 15,
          width: 3.2,
          height: 9,
          fill: color(k / 39, look.drawing.ramp),
        }),
      );
    svg.append(
      MB.svg(
        'text',
        { x: 134, y: height - 6, fill: colors.soft, 'font-size': 11.5 },
        MB.text('joint.tension', { most: MB.number(most, 0) }),
      ),
    );
    host.replaceChildren(svg);
  };
  const wrap = (lines, most) =>
    lines.flatMap((line) => {
      const found = [''];
      for (const word of line.split(' ')) {
        const last = found[found.length - 1];
        if (last && last.length + word.length + 1 > most) found.push(word);
        else found[found.length - 1] = last ? `${last} ${word}` : word;
      }
      return found;
    });
  return { draw, outline, color, CENTRE };
})();
