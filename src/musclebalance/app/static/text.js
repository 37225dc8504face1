'use strict';
// Texts of the page by name, in the language that is chosen; names in braces are filled in.
window.MB = window.MB || {};
MB.texts = {};
MB.language = 'en';
MB.text = (name, values = {}) => {
  const found = (MB.texts[MB.language] || {})[name] ?? MB.texts.en[name];
  if (found === undefined) throw new Error(`no text is called '${name}'`);
  return found.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
};
