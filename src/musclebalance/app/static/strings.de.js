'use strict';
// Die Seite auf Deutsch; dieselben Schlüssel wie in strings.en.js. Unter `terms` steht, wie die Namen und Sätze
// der Bibliothek auf Deutsch heißen.
window.MB = window.MB || {};
MB.languages = MB.languages || {};
MB.languages.de = {
  name: 'Deutsch',
  decimal: ',',
  texts: {
    'axis.weeks': 'Wochen seit Beginn des Programms',
    'level.symmetric': 'darunter symmetrisch',
    'where.clinic': 'Praxis',
    'where.home': 'zu Hause',
    'limit.hours': 'Stunden am Schreibtisch pro Tag',
    'limit.days': 'Tage, die so gelebt wurden',
    'limit.clinic_per_week': 'Sitzungen pro Woche',
    'view.all': 'Was man hier tun kann',
    'view.question': 'Eine Frage',
    'view.explore': 'Erkunden',
    'view.teacher': 'Für Lehrende',
    'question.count': 'Frage {place} von {count}',
    'question.chart': 'Dysbalance bis Woche 0, dort {start}; was folgt, ist zu schätzen.',
    'question.handle': 'Ihre Schätzung für Woche {week}',
    'question.guess': 'Ziehen Sie den Punkt: Wo wird die Kurve in Woche {week} sein? Ihre Schätzung: {value}.',
    'question.reveal': 'Zeigen, was das Modell sagt',
    'question.next': 'Nächste Frage',
    'question.more': 'Selbst weiter erkunden',
    'question.near': 'Nah dran: Sie haben {guess} geschätzt, das Modell sagt {found} in Woche {week}.',
    'question.far': 'Sie haben {guess} geschätzt, das Modell sagt {found} in Woche {week}.',
    'question.cause.ask':
      'Sie sitzt {hours} Stunden am Tag am Schreibtisch, {days} Tage lang. Ihre Muskeln ({muscle}) sind kurz und gespannt geworden. Dann verlässt sie den Schreibtisch, und vier Wochen lang wird sie {clinic_per_week}-mal pro Woche behandelt. Wie viel Dysbalance bleibt nach diesen vier Wochen?',
    'question.cause.title': 'Dysbalance',
    'question.cause.answer':
      'Gepunktet: dasselbe ohne jede Behandlung, {without}. Vieles, was wie der Erfolg eines Programms aussieht, ist der Schreibtisch, der fehlt. Nur wer nicht behandelt wurde und den Schreibtisch ebenso verlassen hat, trennt die beiden.',
    'question.desk.ask':
      'Dieselbe Person bleibt am Schreibtisch, {hours} Stunden am Tag. Vier Wochen lang hat sie {clinic_per_week} Sitzungen pro Woche, dann keine mehr. Wie groß ist die Dysbalance in Woche 16, drei Monate nach der letzten Sitzung?',
    'question.desk.title': 'Dysbalance',
    'question.desk.answer':
      'Ohne Behandlung wäre sie {without}. Was ein Programm gewinnt, vergeht in Wochen, wenn die Ursache bleibt: zuerst die Toleranz, später die Länge. Wie schnell, ist zum Teil Annahme; wenige Studien schauen nach drei Monaten noch einmal hin.',
    'question.double.ask':
      'Sie bleibt am Schreibtisch und kommt {clinic_per_week}-mal pro Woche statt dreimal, vier Wochen lang. Wie viel Dysbalance bleibt dann?',
    'question.double.title': 'Dysbalance',
    'question.double.answer':
      'Ohne Behandlung wäre sie {without}. Doppelt so viele Sitzungen bringen nicht die doppelte Veränderung: Jede trifft auf die Spur, die die letzte hinterließ. Ziehen Sie die Zahl und sehen Sie noch einmal hin. In Studien, die Dosen vergleichen, sind die Unterschiede klein.',
    'question.weeks.ask':
      'Ihre Muskeln ({muscle}) werden sechs Wochen lang {clinic_per_week}-mal pro Woche behandelt. Wie viele Grad Bewegungsumfang hat sie am Ende gewonnen?',
    'question.weeks.title': 'gewonnener Bewegungsumfang',
    'question.weeks.answer':
      'Auf halbem Weg, nach drei Wochen, waren es {half}: mehr als die Hälfte. Auch in Studien: Nach drei Wochen sind dort 57 bis 64 % dessen da, was sechs Wochen bringen. In diesem Modell ist das meiste davon Toleranz, nicht Länge: Sie erträgt mehr, der Muskel hat sich kaum verändert.',
    'teacher.title': 'Eine Lektion von zwanzig Minuten',
    'teacher.1.head': 'Mit einer Schätzung beginnen (5 Minuten)',
    'teacher.1':
      'Zeigen Sie die erste Frage. Alle schreiben eine Zahl auf, bevor jemand den Punkt zieht. Fragen Sie zwei nach ihren Gründen, dann decken Sie auf. Die gepunktete Kurve ist die Lektion: Ohne sie wäre die ganze Veränderung der Behandlung zugeschrieben worden.',
    'teacher.2.head': 'Ziehen lassen (5 Minuten)',
    'teacher.2':
      'Erkunden, Woche 0. Ziehen Sie den Knochen nach beiden Seiten und lesen Sie das Drehmoment laut vor; dann Woche 16, dann gesund (gestrichelt). Was hat sich verändert: die Länge, die Spannung in Ruhe oder das, was am Ende des Bewegungsumfangs ertragen wird?',
    'teacher.3.head': 'Eine Aufgabe zu zweit (7 Minuten)',
    'teacher.3':
      '„Fünf Minuten pro Woche“ für alle; „Nur Toleranz“ für die Schnellen. Heben Sie den ersten Versuch als A auf und vergleichen Sie. Die Tabelle sagt, was er an Minuten gekostet hat.',
    'teacher.4.head': 'Was wissen wir nicht? (3 Minuten)',
    'teacher.4':
      'Schalten Sie die Personen ein, die die Studien nicht unterscheiden können. Wählen Sie eine andere Erklärung: Dieselben Studien werden von einigen fast ebenso gut erklärt und von anderen schlecht. Welche Messung würde entscheiden?',
    'teacher.5.head': 'Was Lernende meist sagen',
    'teacher.5':
      '„Der Muskel ist länger geworden.“ Sehen Sie auf die Ruhelänge: Das meiste, was Programme bringen, ist Toleranz. „Mehr hilft mehr.“ Ziehen Sie an den Sitzungen. „Sie ist geheilt.“ Lassen Sie die Ursache unverändert und warten Sie. „Der Computer sagt es.“ Jede Zahl hat eine Quelle oder ist eine Annahme; die Seite sagt, wie viele es sind.',
    'teacher.6.head': 'Nicht für Patienten',
    'teacher.6':
      'Dies ist ein Modell für Forschung und Lehre. Es kennt den Menschen vor Ihnen nicht, und nichts hier ist eine Behandlungsempfehlung.',
    'feel.title': 'was die Hand spürt',
    'feel.says': 'Drehmoment, mit dem das Gelenk widersteht, über {coordinate}, jetzt und gesund.',
    'feel.hint':
      'Ziehen Sie den Knochen, zeigen Sie auf die Kurve oder bewegen Sie den Regler. Gestrichelt: gesund.',
    'feel.felt': 'Bei {angle} Grad drückt es mit {torque} N m; gesund {healthy}.',
    'feel.note':
      'Das Gelenk wird rasch aus seiner Ruhelage bewegt, und beide Muskeln widerstehen wie passives Gewebe: zuerst kaum, dann immer steiler. Wo eine Kurve die Null kreuzt, drückt nichts. Ein verkürzter Muskel verschiebt die Kreuzung und widersteht früher.',
    'feel.angle': 'Winkel, in den das Gelenk bewegt wird',
    'body.says':
      '{pair}: Das Gelenk ruht {shift} Grad neben der gesunden Lage, {times}-mal so weit gezeichnet.',
    'body.note': 'Verschiebung ×{times} gezeichnet; Farbe: Spannung im Vergleich zu gesund',
    'band.label': 'Personen, die die Studien nicht unterscheiden können',
    'band.told': '{count} von {all} Personen, die die Kalibrierung möglich lässt; Band: 90 % von ihnen',
    'challenge.label': 'Aufgabe',
    'challenge.none': 'keine: freies Spiel',
    'challenge.done':
      'Geschafft. Und nun: Was haben Sie angenommen, und welche Studie würde zeigen, ob es stimmt?',
    'challenge.minutes.name': 'Fünf Minuten pro Woche',
    'challenge.minutes':
      'Sie arbeitet ab Woche 0 weniger am Schreibtisch. Bringen Sie sie bis Woche 12 unter 0,3, mit höchstens fünf Minuten Sitzungen pro Woche.',
    'challenge.hands-off.name': 'Ohne Hände',
    'challenge.hands-off': 'Bringen Sie sie bis Woche 16 ohne jede Behandlung unter 0,4.',
    'challenge.stays.name': 'Damit es bleibt',
    'challenge.stays':
      'Sie bleibt am Schreibtisch. Ist sie in Woche 26 unter 0,7, mit höchstens zehn Minuten Sitzungen pro Woche? Probieren Sie, wann das Programm enden darf.',
    'challenge.home.name': 'Jedes zweite Mal, zu Hause',
    'challenge.home': 'Nur zu Hause, und jede zweite Sitzung fällt aus. Unter 0,4 bis Woche 12?',
    'challenge.tolerance.name': 'Nur Toleranz',
    'challenge.tolerance':
      'Unter der Erklärung „sensory“ ändert sich nichts als die Toleranz. Gewinnen Sie sieben Grad Bewegungsumfang und sehen Sie auf Ruhelänge und Ruhespannung.',
    'goal.met': 'erreicht: ',
    'goal.open': 'noch nicht: ',
    'goal.below': 'Dysbalance in Woche {week} unter {level} (jetzt {value})',
    'goal.begun': 'Dysbalance in Woche 0 mindestens {level} (jetzt {value})',
    'goal.minutes': 'höchstens {most} Minuten pro Woche (jetzt {value})',
    'goal.cause.reduced': 'die Ursache ist verringert',
    'goal.cause.unchanged': 'die Ursache ist unverändert',
    'goal.untreated': 'keine Sitzung',
    'goal.home': 'Sitzungen nur zu Hause',
    'goal.half': 'höchstens die Hälfte davon gemacht',
    'goal.model': 'Erklärung „sensory“',
    'goal.range': '{most} Grad Bewegungsumfang gewonnen (jetzt {value})',

    'page.skip': 'Zu den Ergebnissen springen',
    'page.note':
      'Muskeln als Gegenspieler: wie sie aus dem Gleichgewicht geraten und was ein Übungsprogramm daran ändert. Ein Modell für Forschung und Lehre, keine Behandlungsempfehlung.',
    'page.language': 'Sprache',
    'theme.auto': 'Farben: automatisch',
    'theme.light': 'Farben: hell',
    'theme.dark': 'Farben: dunkel',

    'controls.all': 'Was simuliert wird',
    'controls.muscles': 'Die Muskeln',
    'controls.pair': 'Paar',
    'controls.model': 'Erklärung',
    'controls.day': 'Der Alltag bis Woche 0',
    'controls.cause': 'Ab Woche 0 ist die Ursache',
    'controls.programme': 'Das Programm',
    'controls.technique': 'Technik',
    'controls.words': 'Eine Sitzung in Worten (englisch)',
    'controls.phrases':
      'Bausteine: stretch (dehnen), contract (anspannen), release (lösen), rest (ruhen), hold (halten), work (bewegen), take up the slack (Vorspannung aufnehmen), repeat (wiederholen). Was die [Barriere](barrier) ist und was [%MVC](mvc) bedeutet.',
    'controls.untreated': 'keine Behandlung',
    'controls.own': 'eigene Worte',
    'controls.effort': 'Kraft der Anspannung',
    'controls.contraction': 'Dauer der Anspannung',
    'controls.none': 'keine Anspannung',
    'value.share': '{value} %',
    'value.of_one': '{value} von 1',
    'value.unit': '{value} {unit}',
    'value.days': { one: '{count} Tag', other: '{count} Tage' },
    'value.weeks': { one: '{count} Woche', other: '{count} Wochen' },
    'controls.body': 'Was',
    'controls.pair_looked': 'Betrachtetes Paar',
    'controls.side': 'Betrachtete Seite',
    'controls.lived': 'Gelebt von',
    'controls.treated': 'Behandelt',
    'kind.pair': 'ein Paar',
    'kind.sides': 'beide Seiten eines Paars',
    'kind.lower': 'unteres Kreuz: Hüften und Lendenwirbelsäule',
    'kind.upper': 'oberes Kreuz: Nacken, Schultern, Brust',
    'side.left': 'links',
    'side.right': 'rechts',
    'lived.both': 'beiden Seiten',
    'lived.left': 'links; rechts steht währenddessen',
    'lived.right': 'rechts; links steht währenddessen',
    'treated.all': 'alles, beide Seiten',
    'treated.side': 'alles {side}',
    'treated.one': '{side}: {pair}',
    'treated.pair': '{pair}, beide Seiten',

    'bodies.sides': 'Beide Seiten: {pair}',
    'bodies.lower': 'Unteres Kreuz',
    'bodies.upper': 'Oberes Kreuz',
    'bodies.label': '{pair}, {side}',
    'bodies.label_treated': '{label} (behandelt)',
    'bodies.treated': 'behandelt',
    'bodies.reading': 'Gezeigt',
    'bodies.of': '{reading}, {muscle}',
    'bodies.range': 'Bewegungsumfang',
    'bodies.agonist': 'zuerst genannter Muskel',
    'bodies.antagonist': 'danach genannter Muskel',
    'bodies.table': 'Tabelle aller Paare des Körpers',
    'bodies.map_says': '{title}, von vorn gesehen: {reading} jedes Paars; die Zahlen stehen in der Tabelle.',
    'bodies.look': 'Betrachten: {label}',
    'bodies.closer': 'Eines seiner Paare von Nahem: {label}',
    'bodies.bone': '{coordinate}, gegenüber gesund',
    'bodies.bone_now': '{bone}: {coordinate} {angle} Grad gegenüber gesund',
    'bodies.difference': 'links minus rechts',
    'bodies.row_difference': 'Links minus rechts, {pair}',
    'bodies.row_bone': '{bone}, {coordinate}, gegenüber gesund [Grad]',
    'bodies.without': 'Woche {week}, unbehandelt',
    'bodies.one_sided': 'Den Tag am Schreibtisch lebt eine Seite ({side}); die andere steht währenddessen.',
    'bodies.start':
      'Nach {months} solcher Tage ist die größte [Dysbalance](imbalance) {value} ({label}; gesund 0).',
    'bodies.start_bone': 'Die Haltung ({bone}, {coordinate}) weicht um {angle} Grad vom Gesunden ab.',
    'bodies.end':
      'Am Ende des Programms, in Woche {week}, ist sie dort, wo behandelt wird ({treated}), höchstens {value}, sonst höchstens {other}.',
    'bodies.end_all':
      'Am Ende des Programms, in Woche {week}, ist sie höchstens {value} (behandelt: {treated}).',
    'bodies.end_none': 'Ohne Behandlung ist sie in Woche {week} höchstens {value}.',
    'arrives.none': 'Nichts wird behandelt, also kann nirgends etwas ankommen.',
    'arrives.all':
      'In Woche {week}, verglichen mit demselben Leben ohne Behandlung, {reading}: {here} ({label}). Alles wird behandelt; wählen Sie ein Paar oder eine Seite, um zu sehen, was anderswo ankommt.',
    'arrives.some':
      'Was anderswo ankommt, in Woche {week}, verglichen mit demselben Leben ohne Behandlung, {reading}: {here}, wo behandelt wird ({label}), sonst höchstens {there} ({other}), das sind {share} % davon.',
    'arrives.bone': 'Die Haltung ({bone}) ändert sich um {angle} Grad.',
    'evidence.sides':
      'Was Menschen zeigen, ist umstritten. Hier geht die Hälfte der Spur der Sitzungen auf die andere Seite über, so gewählt, dass das andere Bein 4 von 11 Grad gewinnt (Moltubakk 2021); bei Nelson 2012 ging kein Bewegungsumfang über. Kraft geht bei Menschen über (11,9 %, Manca 2017), hier nicht. Der Unterschied bei Werfern ist zum Teil Knochen (Astolfi 2015), der dem Modell fehlt.',
    'evidence.lower':
      'Was Menschen zeigen, ist umstritten und meist nichts: Kurze Hüftbeuger gehen kaum mit der Kippung einher (r = −0,04, Heino 1990), und zehn Wochen Dehnung ließen sie, wie sie war (Watt 2011). Innerhalb einer Person nimmt das Becken die Lendenwirbelsäule mit, eins zu eins (Levine & Whittle 1996). Wie weit der Knochen dem Zug folgt, zu 0,3, ist angenommen.',
    'evidence.upper':
      'Was Menschen zeigen, ist umstritten: Kopf, Schultern und Kyphose hängen kaum zusammen (Raine & Twomey 1997); verlängerte Brustmuskeln bewegten das Schulterblatt in einer Studie (Laudner 2015) und in einer anderen nicht (Rosa 2017). Die Verhältnisse des Schultergürtels und wie weit er dem Zug folgt (zu 0,3), sind angenommen.',
    'evidence.where':
      '159 Zeilen aus 93 Studien, davon 61 ohne Wirkung: docs/body-evidence.md der Bibliothek, Zeilen B001–B159.',


    'keep.title': 'Vergleichen und aufheben',
    'keep.a': 'Als A merken',
    'keep.swap': 'Zurück zu A',
    'keep.drop': 'A vergessen',
    'keep.link': 'Link kopieren',
    'keep.toml': 'Szenariodatei',
    'keep.open': 'Datei öffnen',
    'keep.svg': 'Abbildung SVG',
    'keep.png': 'Abbildung PNG',
    'keep.csv': 'Tabelle CSV',
    'keep.script': 'Python-Skript',
    'kept.svg': 'Abbildung als SVG gespeichert.',
    'kept.png': 'Abbildung als PNG gespeichert.',
    'kept.csv': 'Tabelle als CSV gespeichert, eine Zeile je Tag.',
    'kept.script': 'Skript gespeichert: Es berechnet diese Zahlen noch einmal.',
    'kept.toml': 'Szenario gespeichert.',
    'kept.opened': '{file} geöffnet.',
    'kept.link': 'Link kopiert.',
    'kept.address': 'Der Link steht in der Adresszeile.',
    'kept.a': 'Als A gemerkt; was Sie von jetzt an ändern, wird damit verglichen.',
    'kept.dropped': 'A ist vergessen.',

    'count.session': { one: '{count} Sitzung', other: '{count} Sitzungen' },
    'count.week': { one: '{count} Woche', other: '{count} Wochen' },
    'count.month': { one: '{count} Monat', other: '{count} Monaten' },
    'count.minute': { one: '{count} Minute', other: '{count} Minuten' },
    'count.stable': { one: '{count} stabiler Punkt', other: '{count} stabile Punkte' },

    'results.all': 'Ergebnisse',
    'results.computing': 'Wird berechnet …',
    'results.nothing': 'Noch nichts zu zeigen: Diese Einstellungen lassen sich nicht berechnen.',
    'headline.start':
      'Nach {months} solcher Tage beträgt die [Dysbalance](imbalance) {before} (gesund: 0).',
    'headline.treated': 'Nach {sessions}, in Woche {week}, sind es {after}{share}.',
    'headline.some': '{given} von {asked}',
    'headline.untreated': 'Ohne Behandlung sind es am Ende {end}.',
    'headline.share': '; {share} % der Erholung gehen [auf das Programm zurück](due)',
    'headline.worse': '; ohne das Programm wäre es [schlechter](due) geworden',
    'headline.never': 'Das Paar wird nicht [symmetrisch](symmetric).',
    'headline.always': 'Das Paar gilt durchweg als [symmetrisch](symmetric).',
    'headline.soon': '[Symmetrisch](symmetric) ist das Paar von der ersten Woche an.',
    'headline.from': '[Symmetrisch](symmetric) ist das Paar ab Woche {week}.',
    'versus.all': 'Verglichen mit A: {end}; {symmetry}; {minutes}.',
    'versus.less': 'Dysbalance am Ende um {by} geringer ({here} statt {there})',
    'versus.more': 'Dysbalance am Ende um {by} größer ({here} statt {there})',
    'versus.same': 'am Ende dieselbe Dysbalance ({here})',
    'versus.neither': 'keines von beiden wird symmetrisch',
    'versus.only_a': 'nur A wird symmetrisch',
    'versus.only_b': 'symmetrisch, was A nicht wird',
    'versus.earlier': '{weeks} früher symmetrisch',
    'versus.later': '{weeks} später symmetrisch',
    'versus.at_once': 'gleichzeitig symmetrisch',
    'versus.fewer_minutes': '{minutes} Anspannen und Dehnen weniger ({here} statt {there})',
    'versus.more_minutes': '{minutes} Anspannen und Dehnen mehr ({here} statt {there})',
    'versus.same_minutes': 'ebenso lange Anspannen und Dehnen ({here} min)',
    'basis.line':
      '{assumed} der {decisive} Zahlen, auf die es bei diesem Paar ankommt, sind [Annahmen](assumption); ',
    'basis.cautions': { one: '{count} Vorbehalt lesen', other: '{count} Vorbehalte lesen' },
    'mini.text': 'Dysbalance {before} → {after} (Woche {week}) → {end}',

    'cautions.title': 'Worauf sich dieses Paar stützt und wo es nicht gilt',
    'cautions.assumed':
      'Von den {all} Zahlen dieses Modells kommt es auf {decisive} an: Um ein Fünftel verändert, verschieben sie ein Ergebnis um mehr als 5 %. {assumed} davon sind [Annahmen](assumption), die keine Quelle belegt.',

    'time.play': 'Abspielen',
    'time.stop': 'Anhalten',
    'time.shown': 'Gezeigte Woche',
    'time.before': '{weeks} davor',
    'time.week': 'Woche {week}',
    'time.second': 'Sitzung, {second} s',

    'legend.untreated': 'ohne Behandlung',
    'legend.a': 'Szenario A',
    'legend.a_muscles': 'A, einzelne Muskeln',

    'panel.imbalance': 'Dysbalance',
    'panel.rom': 'Umfang − gesund',
    'panel.resting_length': 'Ruhelänge',
    'panel.resting_tension': 'Ruhespannung',
    'panel.strength_ratio': 'Kraftverhältnis',
    'panel.pain': 'Schmerz',
    'panel.weeks': 'Wochen seit Beginn des Programms',
    'panel.symmetric': 'darunter symmetrisch',
    'panel.healthy': 'gesund',
    'panel.says': '{title} [{unit}]: {lines}',
    'panel.line': '{muscle}{start} in Woche 0, {end} am Ende',
    'panel.explain': 'Was gemeint ist: {title}',

    'joint.title': 'Das Gelenk in Ruhe',
    'joint.says': '{title}: {caption}. Gelenkwinkel {angle} Grad, gesund {healthy}. {muscles}',
    'joint.muscle': '{name} {tension} Newton',
    'joint.length': 'Ruhelänge {change}\u00a0%',
    'joint.angle': '{coordinate}: {angle}° (gesund {healthy}°)',
    'joint.tension': 'Spannung, 0 bis {most} N',

    'phase.title': 'Phasenporträt',
    'phase.up': ' (senkrecht: Ruhelänge [-])',
    'phase.across': 'gemerkter Tonus des Agonisten [-]',
    'phase.arrows': 'Pfeile mit der Ursache',
    'phase.computing': 'Das Phasenporträt des bistabilen Modells wird berechnet …',
    'phase.path':
      'Bistabiles Modell. Violett: Nullkline des Tonus; grau: Nullkline der Länge; getönt: bleibt von selbst verspannt; dicke Linie: diese Person.',
    'phase.none': 'Diese Erklärung kennt keinen gemerkten Tonus, also keinen Weg, der zu zeigen wäre.',
    'phase.says_without': 'Phasenporträt des bistabilen Modells ohne die Ursache, {points}; {path}',
    'phase.says_with': 'Phasenporträt des bistabilen Modells mit der Ursache, {points}; {path}',
    'phase.says_path': 'die Linie ist der Weg dieser Person',
    'phase.says_none': 'diese Erklärung kennt keinen gemerkten Tonus',

    'session.one': 'Eine Sitzung',
    'session.title': 'Eine Sitzung, Sekunde für Sekunde',
    'session.number': 'Sitzung',
    'session.none': 'Keine Sitzung: Es wird nicht behandelt.',
    'session.which': 'von {count}: {technique}, Tag {day}, {where}',
    'session.tension': 'Spannung',
    'session.inhibition': 'Reflexhemmung',
    'session.seconds': 'Sekunden der Sitzung',
    'session.says': '{title} in der Sitzung, {unit}: von {low} bis {high}',

    'numbers.title': 'Zahlen',
    'numbers.table': 'Tabelle der Zahlen',
    'numbers.week': 'Woche {week}',
    'numbers.healthy': 'gesund',
    'numbers.dose': 'verabreichte Dosis',
    'numbers.delivered': '{sessions}, {effort} min Anspannen, {stretch} min Dehnen',
    'numbers.lives': 'Vorher: {before}. Ab Woche 0: {after}.',
    'numbers.speed':
      'berechnet in {computed} ms, beantwortet in {answered} ms, gezeichnet nach {drawn} ms; Toleranz {tolerance}',
    'row.imbalance': '[Dysbalance](imbalance) [-]',
    'row.resting_angle': '[Ruhewinkel](resting_angle) [°]',
    'row.rom': '[Bewegungsumfang](rom), {muscle} [°]',
    'row.resting_length': '[Ruhelänge](resting_length), {muscle} [-]',
    'row.resting_tension': '[Ruhespannung](resting_tension), {muscle} [N]',
    'row.strength_ratio': '[Kraftverhältnis](strength_ratio) [-]',
    'row.pain': '[Schmerz](pain) [0–10]',
    'settings.title': 'Einstellungen',
    'settings.of_a': 'A',
    'settings.of_b': 'B',

    'figure.title': '{pair}, Ursache {cause}',
    'figure.note': 'musclebalance: ein Modell für Forschung und Lehre, keine Behandlungsempfehlung.',
    'figure.failed': 'Die Abbildung ließ sich nicht als PNG zeichnen.',
    'figure.empty': 'kein Bild',
    'fault.ended': 'Das Programm hinter dieser Seite ist beendet; neu starten mit: musclebalance app',
    'fault.browser': 'Dieser Browser kann das Modell nicht ausführen: {why}.',
    'fault.worker': 'kein Worker',

    'term.imbalance':
      'Dysbalance: wie weit das Paar von seinem gesunden Zustand entfernt ist, in einer Zahl aus vieren: den Ruhelängen beider Muskeln, dem Ruhewinkel, dem verlorenen Bewegungsumfang und dem Tonus. Jede zählt in Unterschieden, die eine Untersuchung gerade noch erkennt. 0 ist gesund; 1 entspricht etwa einem halben Jahr an einem schlechten Schreibtisch.',
    'term.symmetric':
      'Symmetrisch: Die Dysbalance bleibt von da an unter 0,4. Eine Festlegung dieses Modells, keine Diagnose.',
    'term.due':
      'Anteil des Programms: Dieselbe Person wird ein zweites Mal verfolgt, mit demselben Alltag, aber ohne Behandlung. Was der behandelte Verlauf am Ende des Programms darüber hinaus gewonnen hat, geteilt durch seine ganze Erholung. Der Rest kommt allein vom veränderten Alltag.',
    'term.assumption':
      'Annahme: Keine Quelle belegt diese Zahl; sie wurde geschätzt oder so angepasst, dass sich das Modell wie beschrieben verhält.',
    'term.source': 'Quelle: {source}',
    'term.mvc':
      '%MVC: Kraft in Prozent der maximalen willkürlichen Kontraktion, also dessen, was man mit voller Absicht höchstens aufbringt.',
    'term.barrier':
      'Barriere: der Widerstand, an dem eine Dehnung endet, als Anteil dessen, was die Person in diesem Augenblick toleriert. 100 % ist das Äußerste, was toleriert wird; der erste feste Widerstand liegt bei 70 %.',
    'term.rom':
      'Bewegungsumfang: wie weit sich das Gelenk passiv bewegen lässt, bis dieser Muskel, der dabei gedehnt wird, die Bewegung beendet. Das Diagramm zeigt die Abweichung vom Gesunden.',
    'term.resting_angle': 'Ruhewinkel: die Stellung, in der das Gelenk zur Ruhe kommt, wenn niemand es hält.',
    'term.resting_length':
      'Ruhelänge: die Länge des entspannten Muskels bei geringem Zug, bezogen auf den gesunden. Unter 1 ist der Muskel kürzer geworden, über 1 länger.',
    'term.resting_tension':
      'Ruhespannung: die Kraft, mit der der Muskel zieht, während das Gelenk ruht; sie stammt aus dem gedehnten Gewebe und aus dem Tonus.',
    'term.strength_ratio':
      'Kraftverhältnis: das größte isometrische Drehmoment des Agonisten geteilt durch das des Antagonisten, jeweils im Testwinkel.',
    'term.pain': 'Schmerz: was empfunden wird, von 0 (keiner) bis 10 (der schlimmste vorstellbare).',
    'term.phase':
      'Phasenporträt: Jeder Punkt ist ein Zustand des Muskels, die Pfeile zeigen, wohin er treibt. Zwei stabile Punkte bedeuten, dass sich eine Gewohnheit selbst erhalten kann.',
  },
  terms: {
    '%MVC': '%MVC',
    s: 's',
    // Paare, Muskeln, Bewegungen
    'Upper neck: suboccipitals and deep neck flexors': 'Obere HWS: Subokzipitalmuskeln und tiefe Halsbeuger',
    'Lower neck: sternocleidomastoid and scalenes against the extensors':
      'Untere HWS: Kopfwender und Treppenmuskeln gegen die Strecker',
    'Upper and lower trapezius': 'Oberer und unterer Trapezmuskel',
    'Pectorals against rhomboids and middle trapezius':
      'Brustmuskeln gegen Rautenmuskeln und mittleren Trapezmuskel',
    'Shoulder internal and external rotators': 'Innen- und Außenrotatoren der Schulter',
    'Elbow flexors and triceps': 'Ellenbogenbeuger und Trizeps',
    'Wrist extensors and flexors': 'Strecker und Beuger des Handgelenks',
    'Erector spinae and rectus abdominis': 'Rückenstrecker und gerader Bauchmuskel',
    'Hip flexors and gluteus maximus': 'Hüftbeuger und großer Gesäßmuskel',
    'Hip adductors and abductors': 'Adduktoren und Abduktoren der Hüfte',
    'Hamstrings and quadriceps': 'Ischiokrurale Muskeln und Quadrizeps',
    'Triceps surae and tibialis anterior': 'Wadenmuskel (Triceps surae) und vorderer Schienbeinmuskel',
    suboccipitals: 'Subokzipitalmuskeln',
    'deep neck flexors': 'tiefe Halsbeuger',
    'sternocleidomastoid and scalenes': 'Kopfwender und Treppenmuskeln',
    'neck extensors': 'Nackenstrecker',
    'upper trapezius': 'oberer Trapezmuskel',
    'lower trapezius': 'unterer Trapezmuskel',
    pectorals: 'Brustmuskeln',
    'rhomboids and middle trapezius': 'Rautenmuskeln und mittlerer Trapezmuskel',
    'internal rotators': 'Innenrotatoren',
    'external rotators': 'Außenrotatoren',
    'elbow flexors': 'Ellenbogenbeuger',
    triceps: 'Trizeps',
    'wrist extensors': 'Handgelenkstrecker',
    'wrist flexors': 'Handgelenkbeuger',
    'erector spinae': 'Rückenstrecker',
    'rectus abdominis': 'gerader Bauchmuskel',
    'hip flexors': 'Hüftbeuger',
    'gluteus maximus': 'großer Gesäßmuskel',
    'hip adductors': 'Hüftadduktoren',
    'hip abductors': 'Hüftabduktoren',
    hamstrings: 'ischiokrurale Muskeln',
    quadriceps: 'Quadrizeps',
    'triceps surae': 'Triceps surae',
    'tibialis anterior': 'vorderer Schienbeinmuskel',
    'extension of the upper neck': 'Streckung der oberen HWS',
    'extension of the lower neck': 'Streckung der unteren HWS',
    'elevation of the shoulder girdle': 'Hebung des Schultergürtels',
    'protraction of the shoulder girdle': 'Protraktion des Schultergürtels',
    'shoulder rotation': 'Rotation der Schulter',
    'elbow flexion': 'Ellenbogenbeugung',
    'wrist flexion': 'Handgelenkbeugung',
    'extension at L4/L5': 'Streckung bei L4/L5',
    'hip flexion': 'Hüftbeugung',
    'hip adduction': 'Hüftadduktion',
    'knee flexion': 'Kniebeugung',
    'ankle dorsiflexion': 'Dorsalextension des Sprunggelenks',
    pelvis: 'Becken',
    'anterior tilt': 'Kippung nach vorn',
    'neck and shoulder girdle': 'Nacken und Schultergürtel',
    protraction: 'Protraktion',
    // Erklärungen
    combined: 'alles zusammen',
    classical: 'klassisch',
    mechanical: 'mechanisch',
    neural: 'nerval',
    sensory: 'sensorisch',
    hypoalgesic: 'schmerzlindernd',
    core: 'Kernmodell',
    background: 'nur Grundlagen',
    'every mechanism, at sourced values (default)': 'alle Mechanismen mit belegten Werten (Vorgabe)',
    'the popular account: reflexes, muscle memory, blood flow, nerve pressure, pain and length; no tolerance':
      'die verbreitete Erklärung: Reflexe, Muskelgedächtnis, Durchblutung, Druck auf Nerven, Schmerz und Länge; keine Toleranz',
    'tissue only: softening, tendon, slack length, serial length':
      'nur Gewebe: Nachgeben, Sehne, entspannte Länge, Sarkomere in Serie',
    'reflexes and muscle memory only': 'nur Reflexe und Muskelgedächtnis',
    'tolerance of stretch only': 'nur die Toleranz gegenüber der Dehnung',
    'what is felt only: pain, and one relief of pain and of stretch alike':
      'nur was empfunden wird: Schmerz, und eine Linderung, die für Schmerz und Dehnung gleichermaßen gilt',
    'tone and length of each muscle and the joint only, with a habit that keeps itself up':
      'nur Tonus und Länge beider Muskeln und das Gelenk, mit einer Gewohnheit, die sich selbst erhält',
    'none of the explanations: what any muscle does': 'keine der Erklärungen: was jeder Muskel tut',
    // Techniken
    PIR: 'PIR (postisometrische Relaxation)',
    LewitPIR: 'PIR nach Lewit',
    MET: 'MET (Muskelenergietechnik)',
    HoldRelax: 'Halten–Entspannen (PNF)',
    ContractRelax: 'Anspannen–Entspannen (PNF)',
    CRAC: 'CRAC (PNF)',
    StaticStretch: 'Statisches Dehnen',
    DynamicStretch: 'Dynamisches Dehnen',
    IsometricStrength: 'Isometrische Kräftigung',
    Strengthening: 'Kräftigung',
    MovementBreak: 'Bewegungspause',
    Sham: 'Scheinbehandlung',
    Control: 'Kontrolle',
    'Lewit PIR': 'PIR nach Lewit',
    'PNF hold-relax': 'Halten–Entspannen (PNF)',
    'PNF contract-relax': 'Anspannen–Entspannen (PNF)',
    'PNF CRAC': 'CRAC (PNF)',
    'static stretch': 'statisches Dehnen',
    'dynamic stretch': 'dynamisches Dehnen',
    'isometric strength': 'isometrische Kräftigung',
    strengthening: 'Kräftigung',
    'movement break': 'Bewegungspause',
    'sham PIR': 'Schein-PIR',
    control: 'Kontrolle',
    'gentle effort, release, then a stretch in each cycle':
      'in jedem Durchgang sanft anspannen, lösen, dann dehnen',
    'minimal effort; slack is taken up, never stretched':
      'minimale Anspannung; die Vorspannung wird aufgenommen, nie gedehnt',
    'from the barrier, stretched by the therapist; also with the other muscle contracting':
      'von der Barriere aus, gedehnt vom Therapeuten; auch mit Anspannung des Gegenspielers',
    'PNF: stronger effort at the end of range': 'PNF: kräftigere Anspannung am Ende des Bewegungsumfangs',
    'PNF: maximal effort': 'PNF: maximale Anspannung',
    'PNF: the other muscle pulls into the stretch': 'PNF: der Gegenspieler zieht in die Dehnung',
    'held at the barrier, no effort': 'an der Barriere gehalten, ohne Anspannung',
    'brief swings driven by the other muscle': 'kurze Schwünge, vom Gegenspieler ausgeführt',
    'effort without movement, at a chosen angle': 'Anspannung ohne Bewegung, in einem gewählten Winkel',
    'effort with movement': 'Anspannung mit Bewegung',
    'an everyday activity that interrupts sitting': 'eine Alltagstätigkeit, die das Sitzen unterbricht',
    'the same hands and time without effort and stretch':
      'dieselben Handgriffe und dieselbe Zeit, ohne Anspannung und Dehnung',
    'the same visits, at rest': 'dieselben Termine, in Ruhe',
    // Regler
    'hours at the desk': 'Stunden am Schreibtisch',
    'h a day': 'h am Tag',
    'stress at the desk': 'Stress am Schreibtisch',
    'of 1': 'von 1',
    'lived like this for': 'so gelebt seit',
    days: 'Tage',
    'sessions a week': 'Sitzungen pro Woche',
    'in the clinic': 'in der Praxis',
    'weeks in the clinic': 'Dauer in der Praxis',
    weeks: 'Wochen',
    'at home': 'zu Hause',
    'weeks at home': 'Dauer zu Hause',
    'done at home': 'zu Hause eingehalten',
    'followed for': 'beobachtet über',
    'draw of missed sessions': 'Auslosung versäumter Sitzungen',
    seed: 'Startzahl',
    removed: 'beseitigt',
    reduced: 'verringert',
    unchanged: 'unverändert',
    // Orte, Phasen, Alltag
    clinic: 'Praxis',
    home: 'zu Hause',
    contract: 'Anspannen',
    release: 'Lösen',
    stretch: 'Dehnen',
    rest: 'Ruhe',
    unused: 'ungenutzt',
    move: 'Bewegen',
    office: 'Büro',
    healthy: 'gesund',
    'reduced desk work': 'weniger Schreibtischarbeit',
    desk: 'Schreibtisch',
    sleep: 'Schlaf',
    free: 'Freizeit',
    sit: 'Sitzen',
    stand: 'Stehen',
    walk: 'Gehen',
    stress: 'Stress',
    wakes: 'wach ab',
    // Vorbehalte
    '138 of 175 people recruited without neck pain had a forward head; the craniovertebral angle differs by 3 to 5 deg on average':
      '138 von 175 Personen, die ohne Nackenschmerzen gewonnen wurden, hatten einen vorgeschobenen Kopf; der kraniovertebrale Winkel unterscheidet sich im Mittel um 3 bis 5°',
    'MobL-ARMS puts the flexors at 0.75 lopt in neutral, too short to resist extension; the 0.985 of the wrist model is used for their length':
      'MobL-ARMS setzt die Beuger in Neutralstellung auf 0,75 der optimalen Länge, zu kurz, um der Streckung zu widerstehen; für ihre Länge gilt die 0,985 des Handgelenkmodells',
    'a desk with the feet on the floor hardly shortens the calf; the known case is high heels (T37), to be set with with_activity':
      'ein Schreibtisch, bei dem die Füße am Boden stehen, verkürzt die Wade kaum; der bekannte Fall sind hohe Absätze (T37), einzustellen mit with_activity',
    'abduction ends at the fitted range (-40 deg); the standard is 45':
      'die Abduktion endet am angepassten Bereich (−40°); üblich sind 45°',
    'biceps, brachialis (and brachioradialis in MobL-ARMS) are lumped; the long heads\' second joint, the shoulder, is left out':
      'Bizeps, Brachialis (und in MobL-ARMS Brachioradialis) sind zusammengefasst; das zweite Gelenk der langen Köpfe, die Schulter, bleibt außer Betracht',
    'finger muscles are left out, so grip posture and finger position do not enter':
      'die Fingermuskeln fehlen, Griffhaltung und Fingerstellung gehen also nicht ein',
    'hip flexion is fixed at zero: most adductors also flex or extend the hip':
      'die Hüftbeugung steht fest auf null: die meisten Adduktoren beugen oder strecken die Hüfte auch',
    'ligaments and discs carry most of the passive torque at the ends of range':
      'Bänder und Bandscheiben tragen an den Enden des Bewegungsumfangs den größten Teil des passiven Drehmoments',
    'lower neck only: at the upper neck the sternocleidomastoid extends, so it is no antagonist of the suboccipitals':
      'nur die untere HWS: an der oberen streckt der Kopfwender und ist deshalb kein Antagonist der Subokzipitalmuskeln',
    'no accepted angle separates rounded from normal shoulders: 73 % and 66 % of workers were called rounded':
      'kein anerkannter Winkel trennt vorgezogene von normalen Schultern: 73 % und 66 % der Beschäftigten galten als vorgezogen',
    'no accepted norm of the resting height of the shoulder exists; 0 deg is the default of the model':
      'für die Ruhehöhe der Schulter gibt es keine anerkannte Norm; 0° ist die Vorgabe des Modells',
    'no published figure tells a normal resting angle or an imbalance of this pair':
      'keine veröffentlichte Zahl nennt einen normalen Ruhewinkel oder eine Dysbalance dieses Paares',
    'one side only, thoracic-origin fascicles only: the lumbar fascicles of the source have impossible lengths':
      'nur eine Seite und nur Faszikel mit thorakalem Ursprung: die lumbalen Faszikel der Quelle haben unmögliche Längen',
    "one side only; the source's forces are exactly 1.4 times those of another published set":
      'nur eine Seite; die Kräfte der Quelle sind genau das 1,4-Fache eines anderen veröffentlichten Satzes',
    'pain in the upper trapezius went with more blood flow, not less, in office work (T47)':
      'Schmerz im oberen Trapezmuskel ging bei Büroarbeit mit mehr, nicht mit weniger Durchblutung einher (T47)',
    'plantarflexion ends at the fitted range (-40 deg); people reach about -50':
      'die Plantarflexion endet am angepassten Bereich (−40°); Menschen erreichen etwa −50°',
    "slumped sitting lengthens the erector spinae: this pair's short back muscles belong to an arched back (long standing, carrying), not to the desk":
      'zusammengesunkenes Sitzen verlängert den Rückenstrecker: die kurzen Rückenmuskeln dieses Paares gehören zum Hohlkreuz (langes Stehen, Tragen), nicht zum Schreibtisch',
    'test strength at -10 to 0 deg only: the lumped gluteus loses force with flexion, people do not':
      'Kraft nur bei −10 bis 0° prüfen: der zusammengefasste Gesäßmuskel verliert mit der Beugung an Kraft, Menschen nicht',
    'the antagonist is longus capitis and colli, never the sternocleidomastoid, which extends the upper neck':
      'der Antagonist sind Longus capitis und Longus colli, nie der Kopfwender, der die obere HWS streckt',
    'the ends of range are met by bone and ligament rather than by the muscles':
      'die Enden des Bewegungsumfangs setzen Knochen und Bänder, nicht die Muskeln',
    'the ends of range are recalled or set by the model; the weight of the arm is balanced at the neutral angle and stays constant':
      'die Enden des Bewegungsumfangs sind aus dem Gedächtnis angegeben oder vom Modell gesetzt; das Gewicht des Arms ist im neutralen Winkel ausgeglichen und bleibt gleich',
    'the extensors are taken as the muscles that get tight, because keyboard and mouse work holds the wrist extended':
      'als die Muskeln, die sich verspannen, gelten die Strecker, weil Tastatur und Maus das Handgelenk gestreckt halten',
    "the flexors' moment arm changes sign near 29 deg of extension, so the fit and the range end at 20 deg":
      'der Hebelarm der Beuger wechselt bei etwa 29° Streckung das Vorzeichen, deshalb enden Anpassung und Bewegungsumfang bei 20°',
    'the gastrocnemius also crosses the knee: a bent knee enters as a length offset (assumed)':
      'der Gastrocnemius überquert auch das Knie: ein gebeugtes Knie geht als fester Längenunterschied ein (Annahme)',
    'the hamstrings:quadriceps torque ratio depends on the test angle; lumped fibres narrow the active curve':
      'das Drehmomentverhältnis von ischiokruralen Muskeln zu Quadrizeps hängt vom Testwinkel ab; zusammengefasste Fasern verschmälern die aktive Kurve',
    'the hip enters as a length offset; geometry alone gives 0.75 lopt at 90 deg of hip flexion, 0.53 keeps the passive torque at the end of range near 35 N m':
      'die Hüfte geht als fester Längenunterschied ein; die Geometrie allein ergibt bei 90° Hüftbeugung 0,75 der optimalen Länge, mit 0,53 bleibt das passive Drehmoment am Ende des Bewegungsumfangs bei etwa 35 N m',
    'the iliopsoas stands for all hip-flexor tissue (rectus femoris, tensor fasciae latae, anterior capsule), hence its steep passive curve':
      'der Iliopsoas steht für das gesamte Gewebe der Hüftbeuger (Rectus femoris, Tensor fasciae latae, vordere Kapsel), daher seine steile passive Kurve',
    "the internal rotators' moment arm falls to zero near 55 deg of internal rotation, so the fit ends before; both ends of range are those of the fit":
      'der Hebelarm der Innenrotatoren fällt bei etwa 55° Innenrotation auf null, die Anpassung endet deshalb davor; beide Enden des Bewegungsumfangs sind die der Anpassung',
    "the model's default posture leaves both groups far below optimal length (0.68 and 0.73); both are set to 1.0 at rest (assumed), else they would not resist stretch at all":
      'in der Grundhaltung des Modells liegen beide Gruppen weit unter ihrer optimalen Länge (0,68 und 0,73); beide sind in Ruhe auf 1,0 gesetzt (Annahme), sonst widerstünden sie der Dehnung gar nicht',
    'the passive quadriceps curve is made shallow (strain 1.6): with the published 0.6 the knee would resist 120 deg of flexion with 200 N m':
      'die passive Kurve des Quadrizeps ist flach gewählt (Dehnung 1,6): mit den veröffentlichten 0,6 widerstünde das Knie einer Beugung von 120° mit 200 N m',
    'the pelvis is fixed: the resting hip angle is not pelvic tilt, which barely follows hip extension in people (r = -0.04)':
      'das Becken steht fest: der Ruhewinkel der Hüfte ist nicht die Beckenkippung, die bei Menschen kaum mit der Hüftstreckung zusammenhängt (r = −0,04)',
    'the preferred model moves one level, L4/L5, about a fifth of the lumbar range; gait2392 moves the lumbar spine as one joint and takes the obliques as antagonist':
      'das bevorzugte Modell bewegt nur ein Segment, L4/L5, etwa ein Fünftel des lumbalen Bewegungsumfangs; gait2392 bewegt die LWS als ein Gelenk und nimmt die schrägen Bauchmuskeln als Antagonisten',
    'the preferred set is the cuff alone: subscapularis against infraspinatus and teres minor; MobL-ARMS-all adds pectoralis, latissimus and teres major':
      'der bevorzugte Satz ist die Rotatorenmanschette allein: Subscapularis gegen Infraspinatus und Teres minor; MobL-ARMS-all nimmt Pectoralis, Latissimus und Teres major hinzu',
    'the range depends strongly on arm elevation, which is fixed here':
      'der Bewegungsumfang hängt stark von der Armhebung ab, die hier feststeht',
    'the sternal pectoralis acts through the arm, whose position is fixed here':
      'der sternale Teil des Pectoralis wirkt über den Arm, dessen Stellung hier feststeht',
    'the suboccipitals have no moment arm at this level and are left out of the extensors':
      'die Subokzipitalmuskeln haben auf dieser Höhe keinen Hebelarm und zählen nicht zu den Streckern',
    'the tendon takes half of a passive stretch as a constant share; how long the fibres are counts as with a rigid tendon, in contraction and in adaptation':
      'die Sehne übernimmt stets die Hälfte einer passiven Dehnung; für Kontraktion und Anpassung zählt die Faserlänge wie bei starrer Sehne',
    "the wrist model's own forces are unscaled (183 and 306 N): use them for ratios only":
      'die Kräfte des Handgelenkmodells selbst sind nicht skaliert (183 und 306 N): nur für Verhältnisse verwenden',
    'two-joint muscles: sitting shortens the hamstrings at the knee and lengthens them as much at the hip, so this pair is for treatment trials, not for the desk story':
      'zweigelenkige Muskeln: Sitzen verkürzt die ischiokruralen Muskeln am Knie und verlängert sie ebenso sehr an der Hüfte; dieses Paar taugt deshalb für Behandlungsversuche, nicht für die Geschichte vom Schreibtisch',
  },
};
