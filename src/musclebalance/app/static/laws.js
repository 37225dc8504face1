'use strict';
// What stands behind a term: symbol and equation as in the library's documentation, sources, and the panel whose
// curves show it. The same in every language; ≈ leaves softening and relaxation out.
window.MB = window.MB || {};
MB.laws = {
  imbalance: {
    equation: 'I = √((d₁² + d₂² + d₃² + d₄²)/4) / 1.75',
    source: 'd₃: PMC4339157; d₂: Herrington 2011',
    panel: 'imbalance',
  },
  rom: { equation: 'Mₚ(q) = Tol · Mₜₒₗ', source: 'Weppler & Magnusson 2010', panel: 'rom' },
  resting_length: {
    equation: 'dn/dt = E²/τₙ [s]₊ − [s]₋ / (τₙ (1 + (D/D₅₀)⁴))',
    source: 'Zöllner et al. 2012; Tabary et al. 1972; Williams 1988, 1990',
    panel: 'resting_length',
  },
  resting_tension: { equation: 'T ≈ F₀ cos α (a fₗ + fₚ)', source: 'De Groote et al. 2016', panel: 'resting_tension' },
  strength_ratio: { equation: 'M₁/M₂,  M = F₀ cos α r fₗ s (1 − f − S)', source: 'Xia & Frey Law 2008', panel: 'strength_ratio' },
  pain: {
    equation: 'dP/dt = (10 N/(N + N₅₀) Π(1 − E w/W) − P)/τₚ',
    source: 'Naugle et al. 2012; Stove et al. 2021',
    panel: 'pain',
  },
};
