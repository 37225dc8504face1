'use strict';
// What invites to play: a question with a guess, challenges, the joint to be felt, the body, what is uncertain.
window.MB = window.MB || {};
MB.play = (() => {
  const $ = (id) => document.getElementById(id);
  const { now, draw, seek } = MB.view;

  // make(page): look, source, change(part), refuse(error) -> {again()}, which writes and draws everything anew
  const make = ({ look, source, change, refuse }) => {
    const buttons = [...document.querySelectorAll('#views button')];
    const view = (name) => {
      document.body.dataset.view = name;
      for (const one of buttons) one.setAttribute('aria-pressed', String(one.dataset.view === name));
      if (name === 'explore' && now.run) {
        draw();
        MB.session.draw(look);
      }
      if (name === 'question') question.redraw();
    };
    const explore = (settings) => {
      view('explore');
      change(settings);
      $('headline').focus();
    };
    const question = MB.question.make({ look, source, explore });
    for (const one of buttons) one.addEventListener('click', () => view(one.dataset.view));
    const challenges = MB.challenges.make({ change });
    const feel = MB.feel.make({
      source,
      look,
      pose: (run, moved, k) => {
        const of = (name) =>
          Object.fromEntries(['agonist', 'antagonist'].map((m) => [m, moved.now[`${name}_${m}`][k]]));
        const at = MB.chart.at({ x: run.weeks }, Math.min(now.week, run.weeks[run.weeks.length - 1]));
        MB.view.joint(run, at, { angle: moved.degrees[k], length: of('length'), tension: of('tension') });
      },
      rest: () => seek(now.week),
    });
    let counted = null; // how many people the band is of so far
    const told = () => {
      $('band-text').textContent = counted ? MB.text('band.told', counted) : '';
    };
    const band = MB.band.make({
      source,
      draw: (bands, count, all) => {
        now.band = bands;
        counted = { count, all };
        told();
        draw();
      },
    });
    const uncertain = (run) => {
      if (now.banded === run.settings) return;
      Object.assign(now, { band: null, banded: run.settings });
      counted = null;
      told();
      if ($('band').checked && !run.body) band.follow(run.settings).catch(refuse);
      else band.stop();
    };
    $('band').addEventListener('change', () => {
      now.banded = null;
      uncertain(now.run);
      draw();
    });
    MB.view.followers.push(
      MB.bodyView.make({ look, change }),
      { drawn: challenges.draw },
      { drawn: uncertain },
      { moved: (run, week) => feel.follow(run, week) },
      { moved: (run, week, k) => MB.body.show($('body'), $('body-note'), run, k, look) },
    );
    view(location.hash.length > 1 ? 'explore' : 'question');
    question.open(0).catch(refuse);
    const again = () => {
      question.retell();
      challenges.label();
      if (now.run) challenges.draw(now.run);
      feel.draw();
      told();
    };
    return { again };
  };
  return { make };
})();
