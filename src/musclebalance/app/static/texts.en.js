'use strict';
window.MB = window.MB || {};
Object.assign(MB.languages.en.texts, {
  'axis.weeks': 'weeks from the start of the programme',
  'level.symmetric': 'symmetric below',
  'where.clinic': 'clinic',
  'where.home': 'home',
  'limit.hours': 'hours at the desk a day',
  'limit.days': 'days lived like this',
  'limit.clinic_per_week': 'sessions a week',

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
    'Half way, after three weeks, it was {half}. In trials too, 57 to 64 % of what six weeks bring is there after three. In this model most of it is tolerance, not length: she bears more, the muscle has hardly changed.',

  'teacher.title': 'A lesson of twenty minutes',
  'teacher.1.head': 'Begin with a guess (5 minutes)',
  'teacher.1':
    'Project the first question. Everybody writes down a number before anybody drags the point. Ask two pupils for their reasons, then reveal. The dotted curve is the lesson: without it, all of the change would have been credited to the treatment.',
  'teacher.2.head': 'Let them pull (5 minutes)',
  'teacher.2':
    'Explore, week 0. Pull the bone to both sides and read the torque aloud; then week 16, and health (dashed). What has changed, the length, the tension at rest, or what is borne at the end of the range?',
  'teacher.3.head': 'A challenge in pairs (7 minutes)',
  'teacher.3':
    "'An hour a week' for all; 'Only tolerance' for the quick ones. Keep the first attempt as A and compare. The table says what it cost in minutes.",
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
  'challenge.hour.name': 'An hour a week',
  'challenge.hour':
    'She cannot leave her desk. Bring her below 0.4 by week 12 with no more than 60 minutes of sessions a week.',
  'challenge.hands-off.name': 'Hands off',
  'challenge.hands-off': 'Bring her below 0.4 by week 16 without any treatment.',
  'challenge.stays.name': 'So that it stays',
  'challenge.stays':
    'She stays at her desk and the programme ends after twelve weeks. Is she still below 0.4 in week 26?',
  'challenge.home.name': 'Half of the time, at home',
  'challenge.home': 'Home only, and every second session is left out. Below 0.4 by week 12?',
  'challenge.tolerance.name': 'Only tolerance',
  'challenge.tolerance':
    "Under the explanation 'sensory' nothing but tolerance changes. Gain eight degrees of range, and look at resting length and tension.",
  'goal.met': 'reached: ',
  'goal.open': 'not yet: ',
  'goal.below': 'imbalance below 0.4 in week {week} (now {value})',
  'goal.minutes': 'at most {most} minutes a week (now {value})',
  'goal.cause.unchanged': 'the cause is unchanged',
  'goal.untreated': 'no session',
  'goal.ended': 'twelve weeks of programme at most',
  'goal.home': 'sessions at home only',
  'goal.half': 'half of them done at most',
  'goal.model': "explanation 'sensory'",
  'goal.range': 'range gained 8 deg (now {value})',
});
