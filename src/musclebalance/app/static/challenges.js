'use strict';
// Challenges: a goal in words, and whether what is shown reaches it.
window.MB = window.MB || {};
MB.challenges = (() => {
  const $ = (id) => document.getElementById(id);
  const { text, number } = MB;
  const SYMMETRIC = 0.4;
  const BEGUN = 0.8; // imbalance of eight hours a day at the desk
  const GAINED = 7; // degrees
  const at = (run, name, week) => run.course.series[name][Math.min(7 * week, run.course.weeks.length - 1)];
  // Minutes of sessions in the fullest week of the programme.
  const minutes = (run) => {
    const { clinic_weeks: clinic, clinic_per_week: often, home_weeks: home, home_per_week: alone } = run.settings;
    const most = Math.max(clinic ? often : 0, home ? alone : 0);
    return run.sessions ? (most * run.session_seconds) / 60 : 0;
  };
  const below = (run, week, level = SYMMETRIC) => ({
    text: text('goal.below', { week, level: number(level, 1), value: number(at(run, 'imbalance', week), 2) }),
    met: run.settings.weeks >= week && at(run, 'imbalance', week) < level,
  });
  // Fewer hours or days before week 0 are no way out.
  const begun = (run) => {
    const value = at(run, 'imbalance', 0);
    return { text: text('goal.begun', { level: number(BEGUN, 1), value: number(value, 2) }), met: value >= BEGUN };
  };
  const spent = (run, most) => ({
    text: text('goal.minutes', { most, value: number(minutes(run), 1) }),
    met: minutes(run) <= most,
  });
  const caused = (run, cause) => ({ text: text(`goal.cause.${cause}`), met: run.settings.cause === cause });
  const LIST = [
    { id: 'minutes', goals: (run) => [below(run, 12, 0.3), begun(run), spent(run, 5), caused(run, 'reduced')] },
    {
      id: 'hands-off',
      goals: (run) => [below(run, 16), begun(run), { text: text('goal.untreated'), met: run.sessions === 0 }],
    },
    { id: 'stays', goals: (run) => [below(run, 26, 0.7), begun(run), spent(run, 10), caused(run, 'unchanged')] },
    {
      id: 'home',
      goals: (run) => [
        below(run, 12),
        begun(run),
        { text: text('goal.home'), met: run.settings.clinic_weeks === 0 && run.settings.home_weeks > 0 },
        { text: text('goal.half'), met: run.settings.adherence <= 0.5 },
      ],
    },
    {
      id: 'tolerance',
      start: { model: 'sensory', cause: 'unchanged' },
      goals: (run) => {
        const gain = Math.max(...run.course.series.rom_agonist) - run.course.series.rom_agonist[0];
        return [
          { text: text('goal.model'), met: run.settings.model === 'sensory' },
          { text: text('goal.range', { most: GAINED, value: number(gain, 1) }), met: gain >= GAINED },
        ];
      },
    },
  ];

  // make(page): change(part) -> draw(run)
  const make = ({ change }) => {
    let chosen = null;
    let shown = null;
    const select = $('challenge');
    const option = (value, label) => Object.assign(document.createElement('option'), { value, textContent: label });
    const draw = (run) => {
      shown = run;
      $('goals').replaceChildren();
      $('challenge-done').textContent = '';
      $('challenge-text').textContent = chosen ? text(`challenge.${chosen.id}`) : '';
      if (!chosen || !run) return;
      const goals = chosen.goals(run);
      for (const goal of goals) {
        const item = document.createElement('li');
        item.className = goal.met ? 'met' : 'open';
        const mark = document.createElement('span');
        mark.setAttribute('aria-hidden', 'true');
        mark.textContent = goal.met ? '✓ ' : '○ ';
        const spoken = document.createElement('span');
        spoken.className = 'hidden';
        spoken.textContent = text(goal.met ? 'goal.met' : 'goal.open');
        item.append(mark, spoken, goal.text);
        $('goals').append(item);
      }
      if (goals.every((goal) => goal.met)) $('challenge-done').textContent = text('challenge.done');
    };
    const label = () => {
      const kept = chosen ? chosen.id : '';
      select.replaceChildren(
        option('', text('challenge.none')),
        ...LIST.map((one) => option(one.id, text(`challenge.${one.id}.name`))),
      );
      select.value = kept;
    };
    select.addEventListener('change', () => {
      chosen = LIST.find((one) => one.id === select.value) || null;
      if (chosen && chosen.start) change(chosen.start);
      draw(shown);
    });
    label();
    return { draw, label };
  };
  return { make, LIST, minutes };
})();
