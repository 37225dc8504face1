'use strict';
// A figure of the body: where the pair is, how the joint stands beside the healthy one (exaggerated, and said
// so), and both muscles coloured by their tension relative to health.
window.MB = window.MB || {};
MB.body = (() => {
  const EXAGGERATED = 4;
  const [WIDTH, HEIGHT] = [150, 236];
  const RAD = Math.PI / 180;
  // Parts of the figure from the side, facing right: the part they hang on, ends, and radii there.
  const SIDE = {
    lumbar: [null, [50, 112], [50, 92], 13, 12],
    thorax: ['lumbar', [50, 92], [50, 60], 12, 11],
    neck: ['thorax', [50, 58], [52, 44], 5.5, 5],
    head: ['neck', [52, 44], [54, 30], 7, 11],
    upper: ['thorax', [50, 64], [48, 91], 6, 4.6],
    fore: ['upper', [48, 91], [52, 117], 4.6, 3],
    hand: ['fore', [52, 117], [54, 128], 3, 2.4],
    thigh: [null, [50, 112], [51, 160], 11, 7],
    shank: ['thigh', [51, 160], [49, 206], 7, 4],
    foot: ['shank', [49, 207], [65, 212], 4.4, 2.8],
  };
  // From the front; the person's right is on the left.
  const FRONT = {
    pelvis: [null, [50, 112], [50, 100], 14, 12],
    thorax: ['pelvis', [50, 98], [50, 68], 12, 14],
    left: ['thorax', [50, 66], [69, 65], 7, 6],
    leftArm: ['left', [69, 65], [73, 96], 5.6, 4.4],
    leftFore: ['leftArm', [73, 96], [75, 124], 4.4, 3],
    girdle: ['thorax', [50, 66], [31, 65], 7, 6],
    arm: ['girdle', [31, 65], [27, 96], 5.6, 4.4],
    fore: ['arm', [27, 96], [25, 124], 4.4, 3],
    neck: ['thorax', [50, 60], [50, 46], 5.5, 5],
    head: ['neck', [50, 44], [50, 32], 8, 11],
    otherThigh: ['pelvis', [57, 112], [57, 160], 9.5, 6.5],
    otherShank: ['otherThigh', [57, 160], [56, 208], 6.5, 4],
    thigh: ['pelvis', [43, 112], [43, 160], 9.5, 6.5],
    shank: ['thigh', [43, 160], [44, 208], 6.5, 4],
  };
  // Of each pair: the figure, the part that moves, how a growing angle moves it (1 turns it clockwise, a pair of
  // numbers shifts it by so much a degree), and both muscles from point to point: part, share of its length,
  // distance to its front or right side.
  const PAIRS = {
    'suboccipitals-deep-neck-flexors': [SIDE, 'head', -1, [['neck', 0.3, -5], ['head', 0.35, -8]], [['neck', 0, 5], ['head', 0.1, 6]]],
    'neck-flexors-extensors': [SIDE, 'neck', -1, [['thorax', 0.98, 7], ['head', 0.2, 2]], [['thorax', 0.85, -10], ['head', 0.25, -8]]],
    'upper-trapezius-lower-trapezius': [FRONT, 'girdle', 1, [['neck', 0.75, -4], ['girdle', 0.85, 4]], [['thorax', 0.1, -2], ['girdle', 0.6, -5]]],
    'pectorals-rhomboids': [SIDE, 'upper', [0.33, 0], [['thorax', 0.55, 11], ['upper', 0.15, 3]], [['thorax', 0.6, -11], ['upper', 0.05, -4]]],
    'shoulder-internal-external-rotators': [FRONT, 'fore', -1, [['thorax', 0.8, -8], ['arm', 0.25, -4]], [['girdle', 0.6, 6], ['arm', 0.2, 5]]],
    'elbow-flexors-triceps': [SIDE, 'fore', -1, [['upper', 0.1, 5], ['fore', 0.15, 4]], [['upper', 0.1, -5], ['fore', 0.02, -4]]],
    'wrist-extensors-flexors': [SIDE, 'hand', -1, [['fore', 0.1, -4], ['hand', 0.3, -2]], [['fore', 0.1, 4], ['hand', 0.3, 2]]],
    'erector-spinae-rectus-abdominis': [SIDE, 'thorax', -1, [['lumbar', 0, -11], ['thorax', 0.7, -10]], [['lumbar', 0, 12], ['thorax', 0.4, 11]]],
    'hip-flexors-gluteus-maximus': [SIDE, 'lumbar', 1, [['lumbar', 0.7, 6], ['thigh', 0.3, 9]], [['lumbar', 0.2, -13], ['thigh', 0.35, -9]]],
    'hip-adductors-abductors': [FRONT, 'thigh', -1, [['pelvis', 0, 1], ['thigh', 0.6, 5]], [['pelvis', 0.6, -12], ['thigh', 0.15, -9]]],
    'hamstrings-quadriceps': [SIDE, 'shank', 1, [['thigh', 0.08, -9], ['shank', 0.12, -6]], [['thigh', 0.1, 10], ['shank', 0.1, 6]]],
    'triceps-surae-tibialis-anterior': [SIDE, 'foot', -1, [['shank', 0.06, -7], ['foot', 0.02, -4]], [['shank', 0.1, 6], ['foot', 0.45, -3]]],
  };

  const turned = ([x, y], [cx, cy], angle) => {
    const [s, c] = [Math.sin(angle * RAD), Math.cos(angle * RAD)];
    return [cx + c * (x - cx) - s * (y - cy), cy + s * (x - cx) + c * (y - cy)];
  };
  const hangs = (figure, part, on) => part === on || (figure[part][0] !== null && hangs(figure, figure[part][0], on));
  // The figure with one part moved, and all that hangs on it; an arm hangs down from a raised shoulder.
  const posed = (figure, part, way, angle) => {
    const pivot = figure[part][1];
    const plain = (point) =>
      Array.isArray(way) ? [point[0] + way[0] * angle, point[1] + way[1] * angle] : turned(point, pivot, way * angle);
    const shoulder = plain(figure.arm ? figure.arm[1] : pivot);
    return Object.fromEntries(
      Object.entries(figure).map(([name, [, from, to, ...radii]]) => {
        if (!hangs(figure, name, part)) return [name, [from, to, ...radii]];
        if (part !== 'girdle' || !hangs(figure, name, 'arm')) return [name, [plain(from), plain(to), ...radii]];
        const along = ([x, y]) => [x + shoulder[0] - figure.arm[1][0], y + shoulder[1] - figure.arm[1][1]];
        return [name, [along(from), along(to), ...radii]];
      }),
    );
  };

  // Outline of two circles and what lies between them.
  const limb = ([[x1, y1], [x2, y2], r1, r2]) => {
    const length = Math.hypot(x2 - x1, y2 - y1);
    const lean = Math.asin(Math.min(Math.max((r1 - r2) / length, -1), 1));
    const along = Math.atan2(y2 - y1, x2 - x1);
    const at = (x, y, r, a) => `${(x + r * Math.cos(a)).toFixed(1)} ${(y + r * Math.sin(a)).toFixed(1)}`;
    const [up, down] = [along - Math.PI / 2 + lean, along + Math.PI / 2 - lean];
    return (
      `M${at(x1, y1, r1, up)}L${at(x2, y2, r2, up)}A${r2} ${r2} 0 0 1 ${at(x2, y2, r2, down)}` +
      `L${at(x1, y1, r1, down)}A${r1} ${r1} 0 0 1 ${at(x1, y1, r1, up)}Z`
    );
  };
  // A point beside a part, to its front (or right) by a distance.
  const beside = (pose, [part, share, distance]) => {
    const [[x1, y1], [x2, y2]] = pose[part];
    const length = Math.hypot(x2 - x1, y2 - y1);
    const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
    const front = uy >= 0 ? 1 : -1; // parts point down or up; the front is the same side
    return [x1 + share * (x2 - x1) + front * distance * uy, y1 + share * (y2 - y1) - front * distance * ux];
  };
  const belly = ([x1, y1], [x2, y2], wide) => {
    const length = Math.hypot(x2 - x1, y2 - y1);
    const [nx, ny] = [(-(y2 - y1) / length) * wide, ((x2 - x1) / length) * wide];
    const [mx, my] = [(x1 + x2) / 2, (y1 + y2) / 2];
    const p = (x, y) => `${x.toFixed(1)} ${y.toFixed(1)}`;
    return `M${p(x1, y1)}Q${p(mx + nx, my + ny)} ${p(x2, y2)}Q${p(mx - nx, my - ny)} ${p(x1, y1)}Z`;
  };
  // Tension relative to health: paler or bluer below, redder above; half as much again is the full colour.
  const tint = (ratio, { less, neutral, more }) => {
    const share = Math.min(Math.max((ratio - 1) / 0.5, -1), 1);
    const end = share < 0 ? less : more;
    const channel = (hex, k) => parseInt(hex.slice(1 + 2 * k, 3 + 2 * k), 16);
    const mixed = [0, 1, 2].map((k) =>
      Math.round(channel(neutral, k) + Math.abs(share) * (channel(end, k) - channel(neutral, k))),
    );
    return `rgb(${mixed.join(',')})`;
  };

  // pose: angle, healthyAngle [deg], tension and healthyTension by muscle; colours: skin, ghost, ink, less, ...
  const draw = (host, pair, pose, colours, says) => {
    const [figure, part, way, ...muscles] = PAIRS[pair];
    const shift = pose.angle - pose.healthyAngle;
    const now = posed(figure, part, way, EXAGGERATED * shift);
    const healthy = posed(figure, part, way, 0);
    const moving = (name) => hangs(figure, name, part);
    const svg = MB.svg('svg', {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': says, 'data-shift': shift, class: 'body',
    });
    const inside = MB.svg('g', { transform: `translate(${WIDTH / 2 - 50} 6)` });
    const ghost = { fill: 'none', stroke: colours.ghost, 'stroke-width': 0.9, 'stroke-dasharray': '2 2' };
    for (const [name, one] of Object.entries(healthy)) {
      if (moving(name)) inside.append(MB.svg('path', { d: limb(one), ...ghost }));
    }
    for (const [name, one] of Object.entries(now)) {
      const arm = /upper|fore|hand|arm/i.test(name) && figure === SIDE;
      const edge = arm ? { stroke: colours.card, 'stroke-width': 1 } : {};
      inside.append(MB.svg('path', { d: limb(one), fill: colours.skin, ...edge }));
    }
    ['agonist', 'antagonist'].forEach((muscle, k) => {
      const [from, to] = muscles[k].map((point) => beside(now, point));
      const ratio = pose.tension[muscle] / pose.healthyTension[muscle];
      inside.append(MB.svg('path', {
        d: belly(from, to, 7), fill: tint(ratio, colours), stroke: colours[muscle], 'stroke-width': 1.3,
        'stroke-dasharray': muscle === 'agonist' ? null : '3 1.5', 'data-muscle': muscle, 'data-ratio': ratio,
      }));
    });
    const [x, y] = now[part][0];
    inside.append(MB.svg('circle', { cx: x, cy: y, r: 2.4, fill: colours.card, stroke: colours.ink }));
    svg.append(inside);
    host.replaceChildren(svg);
  };
  const LOOK = { skin: '#ddd6c9', ghost: '#7d7668', less: '#2b6cb0', neutral: '#f1ece0', more: '#b3261e' };
  // The body at a moment of a run, with its note.
  const show = (host, note, run, k, look) => {
    const each = (of) => Object.fromEntries(['agonist', 'antagonist'].map((m) => [m, of(m)]));
    const pose = {
      angle: run.series.resting_angle[k],
      healthyAngle: run.healthy.resting_angle,
      tension: each((m) => run.series[`resting_tension_${m}`][k]),
      healthyTension: each((m) => run.healthy[`resting_tension_${m}`]),
    };
    const shift = MB.number(pose.angle - pose.healthyAngle, 1);
    const says = MB.text('body.says', { pair: run.pair.title, shift, times: EXAGGERATED });
    draw(host, run.settings.pair, pose, { ...LOOK, ...look.colors, }, says);
    note.textContent = MB.text('body.note', { times: EXAGGERATED });
  };
  return { draw, show, posed, limb, tint, PAIRS, EXAGGERATED };
})();
