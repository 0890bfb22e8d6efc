import { PartylineError } from '../base/errors.ts';
import type { Person } from '../client/core/attention.ts';
import type { LineMessage, PresenceChange, Welcome } from '../client/core/events.ts';
import type { People } from '../client/core/line-parameters.ts';
import type { RoomState } from '../wire/messages.ts';
import { lobbyRoomId } from '../words/room-id.ts';
import { isolated, safeLine, safeProse } from './safe-text.ts';
import type { Style } from './style.ts';
import { clockTime, dayAndTime, durationWords } from './times.ts';

/** The parts of a message that are shown. */
export type ShownMessage = Pick<LineMessage, 'from' | 'roomName' | 'own' | 'at' | 'kind' | 'text'>;

type PersonHere = People['people'][number];

/** How and when something is shown. */
export interface View {
  readonly style: Style;
  /** Milliseconds since 1970 UTC; what happened on another day is shown with its date. */
  readonly now: number;
}

/** A text of several lines; those after the first are moved in, so that none looks like a message. */
function inBlock(text: string): string {
  return safeProse(text).split('\n').map(isolated).join('\n      | ');
}

function shownName(name: string, { style }: View): string {
  return style.name(safeLine(name));
}

/**
 * One message: `09:07 alice: hello`, `09:07 * alice waves`, `09:07 alice announces: lunch`, and in a
 * direct conversation `09:07 alice → you: hello`. A text of several lines gives several lines.
 */
export function messageLines(message: ShownMessage, view: View): string {
  const time = view.style.faint(dayAndTime(message.at, view.now));
  return `${time} ${messageWords(message, view)}`;
}

/** One message without its time. */
export function messageWords(message: ShownMessage, view: View): string {
  const who = whoTo(message, view);
  const text = inBlock(message.text);
  switch (message.kind) {
    case 'text':
      return `${who}: ${text}`;
    case 'action':
      return `* ${who} ${text}`;
    case 'announcement':
      return `${who} announces: ${view.style.strong(text)}`;
    case 'urgent':
      return `${who} ${view.style.warning('(urgent)')}: ${view.style.strong(text)}`;
    case 'ack':
      return `* ${shownName(message.from, view)} has acknowledged an urgent message`;
    case 'deleted':
      return `${who}: ${view.style.faint('(deleted)')}`;
    case 'unknown':
      return `${who}: ${view.style.faint('a message that this version cannot show; a newer one can')}`;
    default:
      return view.style.faint(`-- ${who} ${message.kind} ${text}`);
  }
}

/** The other person of a direct conversation; undefined in any other room. */
export function partnerIn(roomName: string): string | undefined {
  return roomName.startsWith('@') ? roomName.slice(1) : undefined;
}

function whoTo(message: ShownMessage, view: View): string {
  const partner = partnerIn(message.roomName);
  if (partner === undefined) return shownName(message.from, view);
  return message.own
    ? `you → ${shownName(partner, view)}`
    : `${shownName(message.from, view)} → you`;
}

/** A message that was typed and is not stored yet: `pending: hello`, `pending → bob: hello`. */
export function pendingLines(
  pending: { readonly room: string; readonly text: string },
  view: View,
): string {
  const partner = partnerIn(pending.room);
  const to = partner === undefined ? '' : ` → ${shownName(partner, view)}`;
  return `${view.style.warning('pending')}${to}: ${view.style.faint(inBlock(pending.text))}`;
}

/** At most two lines: who came, and who left. None for no changes. */
export function presenceLines(changes: readonly PresenceChange[], view: View): string[] {
  const came = changes.filter(({ online }) => online);
  const left = changes.filter(({ online }) => !online);
  return [presenceLine(came, 'came', view), presenceLine(left, 'left', view)].filter(
    (line) => line !== '',
  );
}

function presenceLine(changes: readonly PresenceChange[], verb: string, view: View): string {
  if (changes.length === 0) return '';
  const names = changes.map(({ name }) => shownName(name, view)).join(', ');
  return `${view.style.faint(clockTime(view.now))} ${names} ${view.style.faint(verb)}`;
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** The title above the messages of a room that were said while a person was away. */
export function replayHeader(
  { name, last, after, skipped }: Pick<RoomState, 'name' | 'last' | 'after' | 'skipped'>,
  view: View,
): string {
  const older =
    skipped === 0 ? '' : `; ${counted(skipped, 'older message')} not shown: /history pages back`;
  const title = `${counted(last - after, 'message')} ${where(name)} while you were away${older}`;
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
  }: { readonly count: number; readonly isEnd: boolean; readonly more: boolean },
  view: View,
): string {
  const begins = more ? '' : '; they begin here';
  const title =
    count === 0
      ? `nothing ${isEnd ? '' : 'earlier '}${where(name)}`
      : `${counted(count, isEnd ? 'message' : 'earlier message')} ${where(name)}${begins}`;
  return view.style.faint(`--- ${title} ---`);
}

/** Where a room is, for a title: `in the lobby`, `in #ops`, `with ana`. */
function where(name: string): string {
  const partner = partnerIn(name);
  if (partner !== undefined) return `with ${safeLine(partner)}`;
  return name === lobbyRoomId ? 'in the lobby' : `in ${safeLine(name)}`;
}

/** `Welcome, NAME.` the first time, else `Welcome back, NAME.` with when and from where they were here. */
export function greeting(
  arrival: Pick<Welcome, 'name' | 'created' | 'lastSeen'>,
  view: View,
): string {
  const name = view.style.strong(safeLine(arrival.name));
  // A newcomer who had to be admitted comes for the first time after the account was made.
  if (arrival.created || arrival.lastSeen === null) return `Welcome, ${name}.`;
  const { at, address } = arrival.lastSeen;
  return `Welcome back, ${name}. You were last here ${when(at, view)}${from(address)}.`;
}

/** `today at 09:07`, else `on 5 Jan 09:07`. */
export function when(at: number, view: View): string {
  const time = dayAndTime(at, view.now);
  return time === clockTime(at) ? `today at ${time}` : `on ${time}`;
}

/** From where, if that is known. */
export function from(address: string): string {
  return address === '' ? '' : ` from ${safeLine(address)}`;
}

/**
 * The people who are here, by name.
 *
 * @param more how many more there are than the list holds
 */
export function peopleLines(people: readonly PersonHere[], more: number, view: View): string[] {
  const total = people.length + more;
  if (total === 0) return ['Nobody is here.'];
  const title =
    total === 1 ? '1 person is here:' : `${total.toLocaleString('en')} people are here:`;
  const lines = people
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .map((person) => personLine(person, view));
  return more === 0
    ? [title, ...lines]
    : [title, ...lines, `  and ${more.toLocaleString('en')} more`];
}

function personLine(person: PersonHere, view: View): string {
  const role = person.operator ? ' (operator)' : '';
  const since = [`for ${durationWords(view.now - person.since)}`, ...attentionWords(person, view)];
  return `  ${shownName(person.name, view)}${role} ${view.style.faint(since.join(', '))}`;
}

/** `idle for 20 minutes`, `away: lunch`; none for somebody who pays attention. */
function attentionWords(
  { idleSince, away }: Pick<PersonHere, 'idleSince' | 'away'>,
  view: View,
): string[] {
  return [
    ...(idleSince === null ? [] : [`idle for ${durationWords(view.now - idleSince)}`]),
    ...(away === null ? [] : [`away: ${safeLine(away)}`]),
  ];
}

/** Somebody, here or not, in one line. */
export function whoisLines(person: Person, view: View): string[] {
  const { name, operator, online, since, lastSeenAt } = person;
  const role = operator ? ' (operator)' : '';
  const attention = attentionWords(person, view);
  const presence = online
    ? [`here for ${durationWords(view.now - (since ?? view.now))}`, ...attention]
    : [lastSeenAt === null ? 'not here' : `last here ${when(lastSeenAt, view)}`, ...attention];
  return [`${shownName(name, view)}${role}: ${presence.join(', ')}`];
}

/** Somebody went away, or is back (`away` null): `09:07 bob is away: lunch`. */
export function attentionLine(name: string, away: string | null, view: View): string {
  const state = away === null ? 'is back' : `is away: ${safeLine(away)}`;
  return `${view.style.faint(clockTime(view.now))} ${shownName(name, view)} ${view.style.faint(state)}`;
}

/** An urgent message that waits for the person: `!! 1: 09:07 bob in lobby: help (/ack 1)`. */
export function urgentLine(
  urgent: Pick<LineMessage, 'roomName' | 'from' | 'at' | 'text'>,
  number: number,
  view: View,
): string {
  const { roomName, from, at, text } = urgent;
  const where = partnerIn(roomName) === undefined ? ` in ${safeLine(roomName)}` : '';
  const time = view.style.faint(dayAndTime(at, view.now));
  const mark = view.style.error('!!');
  const hint = view.style.faint(`(/ack ${number})`);
  return `${mark} ${time} ${shownName(from, view)}${where}: ${view.style.strong(inBlock(text))} ${hint}`;
}

/** People on the prompt; more are counted. */
const namesOnPrompt = 2;

/** Those who type, beside the prompt: ` (ann and bob type)`; empty for nobody. */
export function typistsWords(names: readonly string[], view: View): string {
  if (names.length === 0) return '';
  const who =
    names.length > namesOnPrompt
      ? `${names.length} people`
      : names.map((name) => safeLine(name)).join(' and ');
  return view.style.faint(` (${who} ${names.length === 1 ? 'types' : 'type'})`);
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
  if (others.length + more === 0) return noticeLines('Nobody else is here yet.', view.style);
  const names = others
    .slice(0, namesOnLine)
    .map(({ name, operator }) => `${shownName(name, view)}${operator ? ' (operator)' : ''}`);
  const left = others.length - names.length + more;
  const rest = left === 0 ? '' : ` and ${left.toLocaleString('en')} more`;
  return `${view.style.faint('-- Here:')} ${names.join(', ')}${rest}`;
}

/** Somebody to whom something was said is not online. */
export function awayLine(roomName: string, style: Style): string {
  return noticeLines(
    `${partnerIn(roomName) ?? roomName} is not here; the message is stored and waits for them.`,
    style,
  );
}

/** Something about the program or the line, apart from what people say: `-- reconnected`. */
export function noticeLines(text: string, style: Style): string {
  return style.faint(`-- ${inBlock(text)}`);
}

/** An error in its own sentence, which may be the server's: nothing in it can move the terminal. */
export function errorLines(error: unknown, style: Style): string {
  const message = error instanceof Error ? error.message : String(error);
  const wait =
    error instanceof PartylineError && error.retryAfterMs !== undefined
      ? ` (in ${durationWords(Math.max(1_000, error.retryAfterMs))})`
      : '';
  return style.error(inBlock(message) + wait);
}
