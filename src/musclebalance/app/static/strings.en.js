'use strict';
// The page in English. Keys are the same in every language; {name} is filled in, [text](term) explains itself,
// and a text with forms takes the one that its number `count` asks for (one, other, … as Intl.PluralRules says).
window.MB = window.MB || {};
MB.languages = MB.languages || {};
MB.languages.en = {
  name: 'English',
  decimal: '.',
  texts: {
    'axis.weeks': 'weeks from the start of the programme',
    'level.symmetric': 'symmetric below',
    'where.clinic': 'clinic',
    'where.home': 'home',
    'limit.hours': 'hours at the desk a day',
    'limit.days': 'days lived like this',
    'limit.clinic_per_week': 'sessions a week',

    'view.all': 'What to do here',
    'view.question': 'A question',
    'view.explore': 'Explore',
    'view.teacher': 'For teachers',

    'question.count': 'Question {place} of {count}',
    'question.chart': 'Imbalance until week 0, where it is {start}; what follows is yours to guess.',
    'question.handle': 'your guess for week {week}',
    'question.guess': 'Drag the point: where will the curve be in week {week}? Your guess: {value}.',
    'question.reveal': 'Show what the model says',
    'question.next': 'Next question',
    'question.more': 'Explore this yourself',
    'question.near': 'Close: you guessed {guess}, the model says {found} in week {week}.',
    'question.far': 'You guessed {guess}, the model says {found} in week {week}.',
    'question.cause.ask':
      'She sits {hours} hours a day at a desk, for {days} days. Her {muscle} have become short and tense. Then she leaves the desk, and a therapist treats them {clinic_per_week} times a week for four weeks. How much imbalance is left after these four weeks?',
    'question.cause.title': 'imbalance',
    'question.cause.answer':
      'Dotted: the same without any treatment, {without}. Much of what looks like the success of a programme is the desk that is gone. Only somebody who was not treated, and left the desk as well, tells the two apart.',
    'question.desk.ask':
      'The same person stays at her desk, {hours} hours a day. She has {clinic_per_week} sessions a week for four weeks, then none. How much imbalance is there in week 16, three months after the last session?',
    'question.desk.title': 'imbalance',
    'question.desk.answer':
      'Without treatment it would be {without}. What a programme gains fades within weeks when the cause stays: tolerance is lost first, length later. How fast is assumed in part; few trials look again after three months.',
    'question.double.ask':
      'She stays at her desk and comes {clinic_per_week} times a week instead of three, for four weeks. How much imbalance is left then?',
    'question.double.title': 'imbalance',
    'question.double.answer':
      'Without treatment it would be {without}. Twice the sessions do not bring twice the change: each one meets a trace that the last one left. Drag the number and look again. In trials that compare doses the differences are small.',
    'question.weeks.ask':
      'Her {muscle} are treated {clinic_per_week} times a week for six weeks. How many degrees of range has she gained at the end?',
    'question.weeks.title': 'range gained',
    'question.weeks.answer':
      'Half way, after three weeks, it was {half}: more than half. In trials, too: 57 to 64 % of what six weeks bring is there after three. In this model most of it is tolerance, not length: she bears more, the muscle has hardly changed.',

    'teacher.title': 'A lesson of twenty minutes',
    'teacher.1.head': 'Begin with a guess (5 minutes)',
    'teacher.1':
      'Project the first question. Everybody writes down a number before anybody drags the point. Ask two pupils for their reasons, then reveal. The dotted curve is the lesson: without it, all of the change would have been credited to the treatment.',
    'teacher.2.head': 'Let them pull (5 minutes)',
    'teacher.2':
      'Explore, week 0. Pull the bone to both sides and read the torque aloud; then week 16, and health (dashed). What has changed, the length, the tension at rest, or what is borne at the end of the range?',
    'teacher.3.head': 'A challenge in pairs (7 minutes)',
    'teacher.3':
      "'Five minutes a week' for all; 'Only tolerance' for the quick ones. Keep the first attempt as A and compare. The table says what it cost in minutes.",
    'teacher.4.head': 'What do we not know? (3 minutes)',
    'teacher.4':
      'Switch on the people whom the trials cannot tell apart. Choose another explanation: the same trials are explained nearly as well by some of them and badly by others. Which measurement would decide?',
    'teacher.5.head': 'What pupils usually say',
    'teacher.5':
      "'The muscle has become longer.' Look at the resting length: most of what programmes gain is tolerance. 'More is better.' Drag the sessions. 'It is healed.' Leave the cause unchanged and wait. 'The computer says so.' Every number has a source or is an assumption; the page says how many are.",
    'teacher.6.head': 'Not for patients',
    'teacher.6':
      'This is a model for research and teaching. It does not know the person in front of you, and nothing here is advice for treatment.',

    'feel.title': 'what the hand feels',
    'feel.says': 'Torque with which the joint resists over {coordinate}, now and in health.',
    'feel.hint': 'Pull the bone, point at the curve, or move the slider. Dashed: healthy.',
    'feel.felt': 'At {angle} deg it pushes with {torque} N m; healthy {healthy}.',
    'feel.note':
      'The joint is moved quickly from where it rests, and both muscles resist as passive tissue does: hardly at first, then ever more steeply. Where a curve crosses zero, nothing pushes. A shortened muscle shifts the crossing and begins to resist earlier.',
    'feel.angle': 'angle to which the joint is moved',

    'body.says': '{pair}: the joint rests {shift} deg from healthy, drawn {times} times as far.',
    'body.note': 'shift drawn ×{times}; colour: tension beside healthy',

    'band.label': 'people the trials cannot tell apart',
    'band.told': '{count} of {all} people whom calibration leaves possible; band: 90 % of them',

    'challenge.label': 'Challenge',
    'challenge.none': 'none: free play',
    'challenge.done': 'Done. Now: what did you assume, and which trial would show whether it is true?',
    'challenge.minutes.name': 'Five minutes a week',
    'challenge.minutes':
      'She works less at her desk from week 0 on. Bring her below 0.3 by week 12 with no more than five minutes of sessions a week.',
    'challenge.hands-off.name': 'Hands off',
    'challenge.hands-off': 'Bring her below 0.4 by week 16 without any treatment.',
    'challenge.stays.name': 'So that it stays',
    'challenge.stays':
      'She stays at her desk. Is she below 0.7 in week 26, with no more than ten minutes of sessions a week? Try when the programme may end.',
    'challenge.home.name': 'Half of the time, at home',
    'challenge.home': 'Home only, and every second session is left out. Below 0.4 by week 12?',
    'challenge.tolerance.name': 'Only tolerance',
    'challenge.tolerance':
      "Under the explanation 'sensory' nothing but tolerance changes. Gain seven degrees of range, and look at resting length and tension.",
    'goal.met': 'reached: ',
    'goal.open': 'not yet: ',
    'goal.below': 'imbalance below {level} in week {week} (now {value})',
    'goal.begun': 'imbalance of {level} or more in week 0 (now {value})',
    'goal.minutes': 'at most {most} minutes a week (now {value})',
    'goal.cause.reduced': 'the cause is reduced',
    'goal.cause.unchanged': 'the cause is unchanged',
    'goal.untreated': 'no session',
    'goal.home': 'sessions at home only',
    'goal.half': 'half of them done at most',
    'goal.model': "explanation 'sensory'",
    'goal.range': 'range gained {most} deg (now {value})',

    'page.skip': 'Skip to the results',
    'page.note':
      'Opposing muscles, how they get out of balance, and what a programme does about it. A research and teaching model, not advice for a patient.',
    'page.language': 'Language',
    'theme.auto': 'Colours: automatic',
    'theme.light': 'Colours: light',
    'theme.dark': 'Colours: dark',

    'controls.all': 'What is simulated',
    'controls.muscles': 'The muscles',
    'controls.pair': 'Pair',
    'controls.model': 'Explanation',
    'controls.day': 'The day until week 0',
    'controls.cause': 'From week 0 on, the cause is',
    'controls.programme': 'The programme',
    'controls.technique': 'Technique',
    'controls.words': 'One session, in words',
    'controls.phrases':
      'Phrases: stretch, contract, release, rest, hold, work, take up the slack, repeat. What the [barrier](barrier) is, and [%MVC](mvc).',
    'controls.untreated': 'no treatment',
    'controls.own': 'own words',
    'controls.effort': 'effort of contractions',
    'controls.contraction': 'contraction',
    'controls.none': 'no contraction',
    'value.share': '{value} %',
    'value.of_one': '{value} of 1',
    'value.unit': '{value} {unit}',
    'value.days': { one: '{count} day', other: '{count} days' },
    'value.weeks': { one: '{count} week', other: '{count} weeks' },

    'keep.title': 'Compare and keep',
    'keep.a': 'Keep as A',
    'keep.swap': 'Go back to A',
    'keep.drop': 'Forget A',
    'keep.link': 'Copy link',
    'keep.toml': 'Scenario file',
    'keep.open': 'Open file',
    'keep.svg': 'Figure SVG',
    'keep.png': 'Figure PNG',
    'keep.csv': 'Table CSV',
    'keep.script': 'Python script',
    'kept.svg': 'Figure saved as SVG.',
    'kept.png': 'Figure saved as PNG.',
    'kept.csv': 'Table saved as CSV, one row per day.',
    'kept.script': 'Script saved: it computes these numbers again.',
    'kept.toml': 'Scenario saved.',
    'kept.opened': 'Opened {file}.',
    'kept.link': 'Link copied.',
    'kept.address': 'The link is in the address bar.',
    'kept.a': 'Kept as A; what you change from now on is compared with it.',
    'kept.dropped': 'A is forgotten.',

    'count.session': { one: '{count} session', other: '{count} sessions' },
    'count.week': { one: '{count} week', other: '{count} weeks' },
    'count.month': { one: '{count} month', other: '{count} months' },
    'count.minute': { one: '{count} minute', other: '{count} minutes' },
    'count.stable': { one: '{count} stable point', other: '{count} stable points' },

    'results.all': 'Results',
    'results.computing': 'Computing …',
    'results.nothing': 'Nothing to show yet: these settings cannot be run.',
    'headline.start': 'After {months} of such days the [imbalance](imbalance) is {before} (healthy 0).',
    'headline.treated': '{sessions} and {weeks} later it is {after}{share}.',
    'headline.some': '{given} of {asked}',
    'headline.untreated': 'Without treatment it is {end} at the end.',
    'headline.share': '; {share} % of the recovery is [due to the programme](due)',
    'headline.worse': '; without the programme it would have got [worse](due)',
    'headline.never': 'It does not become [symmetric](symmetric).',
    'headline.always': 'It counts as [symmetric](symmetric) throughout.',
    'headline.soon': '[Symmetric](symmetric) from the first week on.',
    'headline.from': '[Symmetric](symmetric) from week {week} on.',
    'versus.all': 'Compared with A: {end}; {symmetry}; {minutes}.',
    'versus.less': 'imbalance at the end {by} lower ({here} instead of {there})',
    'versus.more': 'imbalance at the end {by} higher ({here} instead of {there})',
    'versus.same': 'the same imbalance at the end ({here})',
    'versus.neither': 'neither becomes symmetric',
    'versus.only_a': 'only A becomes symmetric',
    'versus.only_b': 'symmetric, which A does not become',
    'versus.earlier': 'symmetric {weeks} earlier',
    'versus.later': 'symmetric {weeks} later',
    'versus.at_once': 'symmetric at the same time',
    'versus.fewer_minutes': '{minutes} of effort and stretch less ({here} instead of {there})',
    'versus.more_minutes': '{minutes} of effort and stretch more ({here} instead of {there})',
    'versus.same_minutes': 'as much effort and stretch ({here} min)',
    'basis.line': '{assumed} of the {decisive} numbers that matter most for this pair are [assumptions](assumption); ',
    'basis.cautions': { one: 'read its {count} caution', other: 'read its {count} cautions' },
    'mini.text': 'Imbalance {before} → {after} (week {week}) → {end}',

    'cautions.title': 'What this pair rests on, and where it does not hold',
    'cautions.assumed':
      'Of the {all} numbers of this model, {decisive} matter: changed by a fifth, they move a result by more than 5 %. {assumed} of these are [assumptions](assumption), which no source states.',

    'time.play': 'Play',
    'time.stop': 'Stop',
    'time.shown': 'Week shown',
    'time.before': '{weeks} before',
    'time.week': 'week {week}',
    'time.second': 'session, {second} s',

    'legend.untreated': 'without treatment',
    'legend.a': 'scenario A',
    'legend.a_muscles': 'A, each muscle',

    'panel.imbalance': 'imbalance',
    'panel.rom': 'range − healthy',
    'panel.resting_length': 'resting length',
    'panel.resting_tension': 'resting tension',
    'panel.strength_ratio': 'strength ratio',
    'panel.pain': 'pain',
    'panel.weeks': 'weeks from the start of the programme',
    'panel.symmetric': 'symmetric below',
    'panel.healthy': 'healthy',
    'panel.says': '{title} [{unit}]: {lines}',
    'panel.line': '{muscle}{start} at week 0, {end} at the end',
    'panel.explain': 'What is meant: {title}',

    'joint.title': 'The joint at rest',
    'joint.says': '{title}: {caption}. Joint at {angle} degrees, healthy {healthy}. {muscles}',
    'joint.muscle': '{name} {tension} newtons',
    'joint.length': 'resting length {change}\u00a0%',
    'joint.angle': '{coordinate}: {angle} deg (healthy {healthy})',
    'joint.tension': 'tension, 0 to {most} N',

    'phase.title': 'phase portrait',
    'phase.up': ' (up: resting length [-])',
    'phase.across': 'remembered tone of the agonist [-]',
    'phase.arrows': 'arrows with the cause',
    'phase.computing': 'The phase portrait of the bistable model is being computed …',
    'phase.path':
      'Bistable model. Purple: tone nullcline; grey: length nullcline; shaded: stays tense by itself; bold line: this person.',
    'phase.none': 'This explanation has no remembered tone, so there is no path to show.',
    'phase.says_without': 'Phase portrait of the bistable model without the cause, {points}; {path}',
    'phase.says_with': 'Phase portrait of the bistable model with the cause, {points}; {path}',
    'phase.says_path': 'the line is the path of this person',
    'phase.says_none': 'this explanation has no remembered tone',

    'session.one': 'One session',
    'session.title': 'One session, second by second',
    'session.number': 'Session',
    'session.none': 'No session: there is no treatment.',
    'session.which': 'of {count}: {technique}, day {day}, {where}',
    'session.tension': 'tension',
    'session.inhibition': 'reflex inhibition',
    'session.seconds': 'seconds in the session',
    'session.says': '{title} in the session, {unit}: from {low} to {high}',

    'numbers.title': 'Numbers',
    'numbers.table': 'Table of numbers',
    'numbers.week': 'week {week}',
    'numbers.healthy': 'healthy',
    'numbers.dose': 'dose delivered',
    'numbers.delivered': '{sessions}, {effort} min of effort, {stretch} min of stretch',
    'numbers.lives': 'Before: {before}. From week 0: {after}.',
    'numbers.speed':
      'computed in {computed} ms, answered in {answered} ms, drawn after {drawn} ms; tolerance {tolerance}',
    'row.imbalance': '[imbalance](imbalance) [-]',
    'row.resting_angle': '[resting angle](resting_angle) [deg]',
    'row.rom': '[range](rom), {muscle} [deg]',
    'row.resting_length': '[resting length](resting_length), {muscle} [-]',
    'row.resting_tension': '[resting tension](resting_tension), {muscle} [N]',
    'row.strength_ratio': '[strength ratio](strength_ratio) [-]',
    'row.pain': '[pain](pain) [0–10]',
    'settings.title': 'Settings',
    'settings.of_a': 'A',
    'settings.of_b': 'B',

    'figure.title': '{pair}, cause {cause}',
    'figure.note': 'musclebalance: a research and teaching model, not advice for a patient.',
    'figure.failed': 'the figure could not be drawn as PNG',
    'figure.empty': 'no picture',
    'fault.ended': 'The program behind this page has ended; start it again: musclebalance app',
    'fault.browser': 'This browser cannot run the model: {why}.',
    'fault.worker': 'no worker',

    'term.imbalance':
      'Imbalance: how far the pair is from its healthy state, in one number made of four: the resting lengths of the two muscles, the resting angle, the range of motion lost, and the tone. Each is counted in differences that an examination can just detect. 0 is healthy; about 1 is half a year of a bad desk.',
    'term.symmetric':
      'Symmetric: the imbalance stays below 0.4 from then on. A convention of this model, not a diagnosis.',
    'term.due':
      'Due to the programme: the same person is followed a second time, with the same life but without treatment. What the treated course has gained beyond that, at the end of the programme, as a share of its whole recovery. The rest comes from the changed life alone.',
    'term.assumption':
      'Assumption: no source states this number; it was estimated, or fitted so that the model behaves as described.',
    'term.source': 'Source: {source}',
    'term.mvc':
      '%MVC: effort as a percentage of the maximal voluntary contraction, the hardest one can pull on purpose.',
    'term.barrier':
      'Barrier: the resistance at which a stretch is stopped, as a share of what the person tolerates at that moment. 100 % is the most that is tolerated; first firm resistance is at 70 %.',
    'term.rom':
      'Range of motion: how far the joint can be moved passively until this muscle, being stretched, ends the movement. The chart shows the difference from healthy.',
    'term.resting_angle': 'Resting angle: where the joint comes to rest with nobody holding it.',
    'term.resting_length':
      'Resting length: the length of the relaxed muscle under a small stretch, relative to healthy. Below 1 the muscle has become shorter, above 1 longer.',
    'term.resting_tension':
      'Resting tension: the force with which the muscle pulls while the joint rests, from its stretched tissue and from its tone.',
    'term.strength_ratio':
      'Strength ratio: the greatest isometric torque of the agonist divided by that of the antagonist, each at its test angle.',
    'term.pain': 'Pain: what is felt, on a scale from 0 (none) to 10 (the worst imaginable).',
    'term.phase':
      'Phase portrait: each point is a state of the muscle, the arrows say where it drifts. Two stable points mean that a habit can keep itself up.',
  },
  // Names that the library gives, where the page says them otherwise.
  terms: {
    LewitPIR: 'PIR after Lewit',
    HoldRelax: 'Hold–relax (PNF)',
    ContractRelax: 'Contract–relax (PNF)',
    CRAC: 'CRAC (PNF)',
    StaticStretch: 'Static stretch',
    DynamicStretch: 'Dynamic stretch',
    IsometricStrength: 'Isometric strength',
    MovementBreak: 'Movement break',
  },
};
