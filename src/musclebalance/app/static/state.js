'use strict';
// The settings, and their form in a link: what differs from the defaults, scenario A, and the language.
window.MB = window.MB || {};
MB.state = (() => {
  const encode = (settings, defaults) => {
    const query = new URLSearchParams();
    for (const name of Object.keys(defaults)) {
      if (settings[name] !== defaults[name]) query.set(name, settings[name]);
    }
    return query.toString();
  };
  const decode = (text, defaults) => {
    const settings = { ...defaults };
    for (const [name, value] of new URLSearchParams(text)) {
      if (!(name in defaults)) continue;
      settings[name] = typeof defaults[name] === 'number' ? Number(value) : value;
    }
    return settings;
  };
  const link = (settings, other, defaults) => {
    const own = encode(settings, defaults);
    const beside = other ? `A=${encodeURIComponent(encode(other, defaults))}` : '';
    const language = MB.language.linked() ? `lang=${MB.language.linked()}` : '';
    return '#' + [own, beside, language].filter(Boolean).join('&');
  };
  const read = (hash, defaults) => {
    const query = new URLSearchParams(hash.replace(/^#/, ''));
    const other = query.get('A');
    query.delete('A');
    return {
      settings: decode(query.toString(), defaults),
      other: other === null ? null : decode(other, defaults),
    };
  };
  return { encode, decode, link, read };
})();
