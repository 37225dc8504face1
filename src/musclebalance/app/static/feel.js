'use strict';
// The joint to be felt: a hand moves it, the torque with which it resists is a curve, beside that in health.
window.MB = window.MB || {};
MB.feel = (() => {
  const $ = (id) => document.getElementById(id);
  const { text, number } = MB;
  const QUIET = 120; // ms without another moment before the curves are asked for

  // make(page): source, look, pose(run, moved, k): draw the joint there, rest(): draw it where it rests
  const make = ({ source, look, pose, rest }) => {
    const shown = { run: null, moved: null, chart: null, k: null, asked: 0 };
    let timer = null;

    // Follow another moment or another run.
    const follow = (run, week) => {
      shown.run = run;
      clearTimeout(timer);
      timer = setTimeout(async () => {
        shown.asked += 1;
        const mine = shown.asked;
        const day = Math.round(7 * week);
        const moved = await source.moved(run.settings, day).catch((error) => {
          if (!(error instanceof MB.source.Refused)) throw error;
          return null;
        });
        if (mine !== shown.asked || !moved) return;
        shown.moved = moved;
        draw();
      }, QUIET);
    };

    // Angles at which the joint is still pushed by less than some torque: what is worth drawing.
    const worth = ({ degrees, now, healthy }) => {
      const { net_torque: net } = now;
      const most = 60;
      const inside = degrees.filter((_, k) => Math.abs(net[k]) < most && Math.abs(healthy.net_torque[k]) < most);
      return inside.length > 5 ? [inside[0], inside[inside.length - 1]] : [degrees[0], degrees[degrees.length - 1]];
    };

    const draw = () => {
      const { moved, run } = shown;
      const [low, high] = worth(moved);
      const within = (y) => {
        const kept = moved.degrees.map((x, k) => [x, y[k]]).filter(([x]) => x >= low && x <= high);
        return { x: kept.map(([x]) => x), y: kept.map(([, v]) => v) };
      };
      const lines = [
        { ...within(moved.healthy.net_torque), color: look.colors.grey, dash: '3 2', width: 1.8, name: 'healthy' },
        { ...within(moved.now.net_torque), color: look.colors.ink, name: 'now' },
      ];
      shown.chart = MB.chart.draw($('feel'), {
        title: text('feel.title'),
        unit: 'N m',
        digits: 1,
        domain: [low, high],
        lines,
        levels: [{ y: 0, text: '', color: look.colors.grey }],
        says: text('feel.says', { coordinate: run.pair.coordinate }),
        seek: (x) => to(x),
        xLabel: `${run.pair.coordinate} [deg]`,
        height: 236,
      });
      const slider = $('feel-angle');
      Object.assign(slider, { min: low, max: high, step: 1, value: nearest() });
      told(null);
    };

    // The angle at which nothing pushes.
    const nearest = () => {
      const { degrees, now } = shown.moved;
      const sizes = now.net_torque.map(Math.abs);
      return degrees[sizes.indexOf(Math.min(...sizes))];
    };

    const to = (degrees) => {
      if (!shown.moved) return;
      const gaps = shown.moved.degrees.map((one) => Math.abs(one - degrees));
      shown.k = gaps.indexOf(Math.min(...gaps));
      shown.chart.cursor(shown.moved.degrees[shown.k]);
      $('feel-angle').value = shown.moved.degrees[shown.k];
      pose(shown.run, shown.moved, shown.k);
      told(shown.k);
    };

    const told = (k) => {
      if (k === null) {
        $('feel-text').textContent = text('feel.hint');
        return;
      }
      const { degrees, now, healthy } = shown.moved;
      $('feel-text').textContent = text('feel.felt', {
        angle: number(degrees[k], 0),
        torque: number(-now.net_torque[k], 1),
        healthy: number(-healthy.net_torque[k], 1),
      });
      $('feel-angle').setAttribute('aria-valuetext', $('feel-text').textContent);
    };

    const release = () => {
      shown.k = null;
      if (!shown.moved) return;
      rest();
      told(null);
    };

    $('feel-angle').addEventListener('input', () => to(Number($('feel-angle').value)));
    $('feel-angle').addEventListener('blur', release);
    $('feel').addEventListener('pointerleave', release);

    // The bone is pulled: the angle of the pointer about the joint in the middle of the drawing.
    const pulled = (event) => {
      const svg = $('joint').querySelector('svg');
      if (!svg || !shown.run) return;
      const box = svg.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left - box.width / 2, event.clientY - box.top - MB.joint.CENTRE];
      const turn = (Math.atan2(x, y) * 180) / Math.PI - shown.run.pair.drawn_from;
      to(turn);
    };
    $('joint').addEventListener('pointerdown', (event) => {
      if (!shown.moved) return;
      $('joint').setPointerCapture(event.pointerId);
      $('joint').classList.add('held');
      pulled(event);
      $('joint').addEventListener('pointermove', pulled);
      event.preventDefault();
    });
    $('joint').addEventListener('lostpointercapture', () => {
      $('joint').removeEventListener('pointermove', pulled);
      $('joint').classList.remove('held');
      release();
    });
    return { follow, draw: () => shown.moved && draw() };
  };
  return { make };
})();
