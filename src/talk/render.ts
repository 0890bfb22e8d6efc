import { PartylineError } from '../base/errors.ts';
import type { Person } from '../client/core/attention.ts';
import type { DroppedHistory } from '../client/core/dropped-history.ts';
import type { LineMessage, PresenceChange, UnsentMessage, Welcome } from '../client/core/events.ts';
import type { People } from '../client/core/line-parameters.ts';
import { droppedWords } from '../texts/dropped-words.ts';
import { errorWords } from '../texts/error-words.ts';
import { textOf } from '../texts/text-of.ts';
import type { RoomState } from '../wire/messages.ts';
import { isEventKind } from '../words/message-kind.ts';
import { eventWords } from './render-events.ts';
import { fileMark } from './render-file.ts';
import { type Marks, numberMark, replyMark, stateMarks } from './render-marks.ts';
import {
  isNamedRoom,
  listed,
  partnersIn,
  placeWords,
  roomMark,
  shownNames,
  toRoom,
} from './room-words.ts';
import { isolated, safeLine, safeProse } from './safe-text.ts';
import type { Style } from './style.ts';
import { clockTime, dayAndTime, durationWords } from './times.ts';

/** The parts of a message that are shown. */
export type ShownMessage = Pick<
  LineMessage,
  | 'from'
  | 'roomName'
  | 'own'
  | 'at'
  | 'kind'
  | 'text'
  | 'names'
  | 'file'
  | 'edited'
  | 'editedBy'
  | 'reactions'
>;

/** Where an entry stands, and whose it is. */
type Placed = Pick<ShownMessage, 'from' | 'roomName' | 'own' | 'at'>;

type PersonHere = People['people'][number];

/** How and when something is shown. */
export interface View {
  readonly style: Style;
  /** Milliseconds since 1970 UTC; what happened on another day is shown with its date. */
  readonly now: number;
}

/** Stands in front of the lines of a text after the first. */
export const printedMargin = '      | ';

/** A text of several lines; those after the first are moved in, so that none looks like a message. */
export function shownText(text: string): string {
  return safeProse(text).split('\n').map(isolated).join(`\n${printedMargin}`);
}

function shownName(name: string, { style }: View): string {
  return style.name(safeLine(name));
}

/**
 * One message: `09:07 alice: hello`, `09:07 * alice waves`, `09:07 alice announces: lunch`, in a room
 * `09:07 #ops alice: hello`, and in a direct conversation `09:07 alice → you: hello`. A text of several lines
 * gives several lines.
 */
export function messageLines(message: ShownMessage, view: View, marks: Marks = {}): string {
  return lineAbout(message, messageWords(message, view, marks), view);
}

/** Words about an entry, with its time in front. */
export function lineAbout({ at }: Placed, words: string, view: View): string {
  return `${view.style.faint(dayAndTime(at, view.now))} ${words}`;
}

/** One message without its time. */
export function messageWords(message: ShownMessage, view: View, marks: Marks = {}): string {
  const number = numberMark(marks.number, view.style);
  const words = `${number}${said(message, view, marks)}${stateMarks(message, view.style)}`;
  return inItsRoom(message, words, view);
}

/** Words with the name of their room in front, where that is a room with a name. */
export function inItsRoom({ roomName }: Placed, words: string, { style }: View): string {
  return isNamedRoom(roomName) ? `${roomMark(roomName, style)} ${words}` : words;
}

function said(message: ShownMessage, view: View, marks: Marks): string {
  const { kind } = message;
  if (isEventKind(kind)) return eventWords({ ...message, kind }, view.style, marks.about);
  const who = whoTo(message, view) + replyMark(marks, view.style);
  const text = shownText(message.text);
  switch (message.kind) {
    case 'text':
      return `${who}: ${text}`;
    case 'action':
      return `* ${who} ${text}`;
    case 'announcement':
      return textOf('message.announces', { who, text: view.style.strong(text) });
    case 'urgent':
      return `${who} ${view.style.warning(textOf('message.urgent'))}: ${view.style.strong(text)}`;
    case 'file':
      return `${who}: ${fileMark(message, view.style)}${isNamed(message) ? '' : ` ${text}`}`;
    case 'deleted':
      return `${who}: ${view.style.faint(textOf('message.deleted'))}`;
    case 'unknown':
      return `${who}: ${view.style.faint(textOf('message.unknown'))}`;
    default:
      return view.style.faint(`-- ${who} ${message.kind} ${text}`);
  }
}

/** Nothing else was said about a file than its name. */
function isNamed({ file, text }: ShownMessage): boolean {
  return file?.name === text;
}

/** Who says it, and where to if not everybody is there: `alice`, `alice → you, bob`, `you → alice`. */
export function whoTo({ roomName, from, own }: Placed, view: View): string {
  const partners = partnersIn(roomName);
  if (partners.length === 0) return shownName(from, view);
  if (own) return `${textOf('message.you')} → ${shownNames(partners, view.style)}`;
  const others = partners.filter((name) => name !== from);
  const toOthers = others.length === 0 ? '' : `, ${shownNames(others, view.style)}`;
  return `${shownName(from, view)} → ${textOf('message.to-you')}${toOthers}`;
}

/** A message that was typed and is not stored yet: `pending: hello`, `pending → bob: hello`. */
export function pendingLines(
  pending: { readonly room: string; readonly text: string },
  view: View,
): string {
  const to = toRoom(pending.room, view.style);
  return `${view.style.warning(textOf('pending.mark'))}${to}: ${view.style.faint(shownText(pending.text))}`;
}

/** A text that was not sent, to be read again. */
export function unsentLine(text: string, view: View): string {
  return `  ${view.style.faint(shownText(text))}`;
}

/** An entry that waits to be sent, in words. */
export function pendingWords({ kind, text }: UnsentMessage['content']): string {
  switch (kind) {
    case 'edit':
      return textOf('pending.edit', { text });
    case 'deletion':
      return textOf('pending.deletion');
    case 'reaction':
      return textOf('pending.reaction', { text });
    case 'unreaction':
      return textOf('pending.unreaction', { text });
    default:
      return text;
  }
}

/** At most two lines: who came, and who left. None for no changes. */
export function presenceLines(changes: readonly PresenceChange[], view: View): string[] {
  const came = changes.filter(({ online }) => online);
  const left = changes.filter(({ online }) => !online);
  return [
    presenceLine(came, 'presence.came', view),
    presenceLine(left, 'presence.left', view),
  ].filter((line) => line !== '');
}

function presenceLine(
  changes: readonly PresenceChange[],
  words: 'presence.came' | 'presence.left',
  view: View,
): string {
  if (changes.length === 0) return '';
  const names = changes.map(({ name }) => shownName(name, view)).join(', ');
  const state = faintAround(names, (names) => textOf(words, { names }), view);
  return `${view.style.faint(clockTime(view.now))} ${state}`;
}

/** Words around a name that may be overlooked; the name has its own look. */
function faintAround(name: string, words: (name: string) => string, { style }: View): string {
  const [before = '', after = ''] = words('\0')
    .split('\0')
    .map((part) => part.replace(/\S(?:.*\S)?/, (core) => style.faint(core)));
  return before + name + after;
}

/** The title above the messages of a room that were said while a person was away. */
export function replayHeader(
  {
    name,
    last,
    after,
    read = after,
    skipped,
  }: Pick<RoomState, 'name' | 'last' | 'after' | 'read' | 'skipped'>,
  view: View,
): string {
  const older = skipped === 0 ? '' : textOf('replay.skipped', { count: skipped });
  const elsewhere = read >= last ? textOf('replay.elsewhere') : '';
  const missed = textOf('replay.messages', { count: last - after, place: placeWords(name) });
  const title = `${missed}${elsewhere}${older}`;
  return view.style.faint(`--- ${title} ---`);
}

/**
 * The title above a page of the history of a room.
 *
 * @param page `isEnd`: nothing of the room was on the screen
 */
export function historyTitle(
  name: string,
  {
    count,
    isEnd,
    more,
    dropped,
  }: {
    readonly count: number;
    readonly isEnd: boolean;
    readonly more: boolean;
    readonly dropped: DroppedHistory | null;
  },
  view: View,
): string {
  const place = placeWords(name);
  const begins = more || count === 0 ? '' : textOf('history.begins');
  const older = dropped === null ? begins : `; ${droppedWords(dropped)}`;
  const title =
    count === 0
      ? textOf(isEnd ? 'history.none' : 'history.none-earlier', { place })
      : textOf(isEnd ? 'history.messages' : 'history.earlier', { count, place });
  return view.style.faint(`--- ${title}${older} ---`);
}

/** `Welcome, NAME.` the first time, else `Welcome back, NAME.` with when and from where they were here. */
export function greeting(
  arrival: Pick<Welcome, 'name' | 'created' | 'lastSeen'>,
  view: View,
): string {
  const name = view.style.strong(safeLine(arrival.name));
  // A newcomer who had to be admitted comes for the first time after the account was made.
  if (arrival.created || arrival.lastSeen === null) return textOf('greeting.first', { name });
  const { at, address } = arrival.lastSeen;
  return textOf('greeting.again', { name, when: when(at, view), from: from(address) });
}

/** `today at 09:07`, else `on 5 Jan 09:07`. */
export function when(at: number, view: View): string {
  const time = dayAndTime(at, view.now);
  return textOf(time === clockTime(at) ? 'when.today' : 'when.day', { time });
}

/** From where, if that is known. */
export function from(address: string): string {
  return address === '' ? '' : textOf('from.address', { address: safeLine(address) });
}

/**
 * The people who are here, by name.
 *
 * @param more how many more there are than the list holds
 */
export function peopleLines(people: readonly PersonHere[], more: number, view: View): string[] {
  const total = people.length + more;
  if (total === 0) return [textOf('presence.nobody')];
  const title = textOf('presence.people', { count: total });
  const lines = people
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .map((person) => personLine(person, view));
  return more === 0
    ? [title, ...lines]
    : [title, ...lines, `  ${textOf('presence.more', { count: more })}`];
}

function personLine(person: PersonHere, view: View): string {
  const role = person.operator ? ` ${textOf('presence.operator')}` : '';
  const duration = durationWords(view.now - person.since);
  const since = [textOf('presence.for', { duration }), ...attentionWords(person, view)];
  return `  ${shownName(person.name, view)}${role} ${view.style.faint(since.join(', '))}`;
}

/** `idle for 20 minutes`, `away: lunch`; none for somebody who pays attention. */
function attentionWords(
  { idleSince, away }: Pick<PersonHere, 'idleSince' | 'away'>,
  view: View,
): string[] {
  return [
    ...(idleSince === null
      ? []
      : [textOf('presence.idle', { duration: durationWords(view.now - idleSince) })]),
    ...(away === null ? [] : [textOf('presence.reason', { reason: safeLine(away) })]),
  ];
}

/** Somebody, here or not, in one line. */
export function whoisLines(person: Person, view: View): string[] {
  const { name, operator, online, since, lastSeenAt } = person;
  const role = operator ? ` ${textOf('presence.operator')}` : '';
  const attention = attentionWords(person, view);
  const presence = online
    ? [textOf('presence.here-for', { duration: durationWords(view.now - (since ?? view.now)) })]
    : [
        lastSeenAt === null
          ? textOf('presence.not-here')
          : textOf('presence.last-here', { when: when(lastSeenAt, view) }),
      ];
  return [`${shownName(name, view)}${role}: ${[...presence, ...attention].join(', ')}`];
}

/** Somebody went away, or is back (`away` null): `09:07 bob is away: lunch`. */
export function attentionLine(name: string, away: string | null, view: View): string {
  const state = faintAround(
    shownName(name, view),
    (name) =>
      away === null
        ? textOf('presence.back', { name })
        : textOf('presence.away', { name, reason: safeLine(away) }),
    view,
  );
  return `${view.style.faint(clockTime(view.now))} ${state}`;
}

/** An urgent message that waits for the person: `!! 09:07 bob in lobby: help (/ack 1)`. */
export function urgentLine(
  urgent: Pick<LineMessage, 'roomName' | 'from' | 'at' | 'text'>,
  number: number,
  view: View,
): string {
  const { roomName, from, at, text } = urgent;
  const isRoom = partnersIn(roomName).length === 0;
  const where = isRoom ? textOf('urgent.in-room', { room: safeLine(roomName) }) : '';
  const time = view.style.faint(dayAndTime(at, view.now));
  const mark = view.style.error('!!');
  const hint = view.style.faint(`(/ack ${number})`);
  return `${mark} ${time} ${shownName(from, view)}${where}: ${view.style.strong(shownText(text))} ${hint}`;
}

/** People on the prompt; more are counted. */
const namesOnPrompt = 2;

/** Those who type, beside the prompt: ` (ann and bob type)`; empty for nobody. */
export function typistsWords(names: readonly string[], view: View): string {
  return names.length === 0 ? '' : view.style.faint(` (${typingWords(names)})`);
}

/** `ann types`, `ann and bob type`, `3 people type`. */
export function typingWords(names: readonly string[]): string {
  const count = names.length;
  return count > namesOnPrompt
    ? textOf('presence.many-type', { count })
    : textOf('presence.type', { count, names: listed(names.map(safeLine)) });
}

/** Names on the one line about who is here, besides the person at the screen. */
const namesOnLine = 20;

/** The others who are here, on one line: `-- Here: bob, root (operator) and 3 more`. */
export function hereLine(
  people: readonly PersonHere[],
  more: number,
  self: string | undefined,
  view: View,
): string {
  const others = people.filter(({ name }) => name !== self);
  if (others.length + more === 0) return noticeLines(textOf('presence.nobody-else'), view.style);
  const names = others
    .slice(0, namesOnLine)
    .map(
      ({ name, operator }) =>
        `${shownName(name, view)}${operator ? ` ${textOf('presence.operator')}` : ''}`,
    );
  const left = others.length - names.length + more;
  const rest = left === 0 ? '' : ` ${textOf('presence.more', { count: left })}`;
  return `${view.style.faint(`-- ${textOf('presence.here')}`)} ${names.join(', ')}${rest}`;
}

/** Nobody of those to whom something was said is online. */
export function awayLine(roomName: string, style: Style): string {
  const partners = partnersIn(roomName);
  const words =
    partners.length > 1
      ? textOf('away.several', { names: partners.join(', ') })
      : textOf('away.one', { name: partners[0] ?? roomName });
  return noticeLines(words, style);
}

/** Something about the program or the line, apart from what people say: `-- reconnected`. */
export function noticeLines(text: string, style: Style): string {
  return style.faint(`-- ${shownText(text)}`);
}

/** An error in its own sentence, which may be the server's: nothing in it can move the terminal. */
export function errorLines(error: unknown, style: Style): string {
  const wait =
    error instanceof PartylineError && error.retryAfterMs !== undefined
      ? textOf('error.retry', { duration: durationWords(Math.max(1_000, error.retryAfterMs)) })
      : '';
  return style.error(shownText(errorWords(error)) + wait);
}
