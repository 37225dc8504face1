'use strict';
// Language and colours of the page, and the strip that shows what a control does while the results are away.
window.MB = window.MB || {};
MB.looks = (() => {
  const $ = (id) => document.getElementById(id);
  const say = () => {
    MB.translate(document);
    $('theme').textContent = MB.text(`theme.${MB.theme.name()}`);
  };
  // Before anything is drawn: what the link, this browser and its system ask for.
  const begin = () => {
    MB.language.guess();
    MB.theme.remembered();
    MB.terms.start();
    for (const [code, { name }] of Object.entries(MB.languages)) {
      const option = Object.assign(document.createElement('option'), { value: code, textContent: name });
      option.lang = code;
      $('language').append(option);
    }
    $('language').value = MB.language.code();
    say();
  };
  // The strip comes when the headline has gone out of view.
  const strip = () => {
    const watch = new IntersectionObserver(([entry]) =>
      document.body.classList.toggle('away', !entry.isIntersecting && entry.boundingClientRect.top < 60),
    );
    watch.observe($('headline'));
  };
  // start(again): `again` writes and draws everything anew.
  const start = (again) => {
    $('language').addEventListener('change', () => {
      MB.language.choose($('language').value);
      say();
      again();
    });
    $('theme').addEventListener('click', () => {
      MB.theme.next();
      say();
      again();
    });
    MB.theme.start(again);
    strip();
  };
  return { begin, start, say };
})();
