import type { EventKind } from '../words/message-kind.ts';
import { type ShownBefore, shortly } from './render-marks.ts';
import { roomMark, shownNames } from './room-words.ts';
import { oneLine, safeLine } from './safe-text.ts';
import type { Style } from './style.ts';
import { durationWord } from './times.ts';

/* What happens to rooms, as lines among their messages. */

/** The parts of a room's event that are shown. */
export interface ShownEvent {
  readonly kind: EventKind;
  /** Who did it. */
  readonly from: string;
  /** Whom it is about. */
  readonly names: readonly string[];
  readonly text: string;
}

/**
 * An event in words, without its time and its room: `-- ann joined`, `-- ann set the topic: Deploys`.
 *
 * @param about the message that is acknowledged; null, or left out: one that was not shown lately
 */
export function eventWords(event: ShownEvent, style: Style, about?: ShownBefore | null): string {
  const who = style.name(safeLine(event.from));
  if (event.kind === 'ack') {
    const message = about ? shortly(about, style) : 'an earlier urgent message';
    return `${style.faint('--')} ${who} has acknowledged ${message}`;
  }
  const whom = shownNames(event.names, style);
  return `${style.faint('--')} ${who} ${deed({ ...event, kind: event.kind }, whom, style)}`;
}

function deed(
  { kind, text }: ShownEvent & { readonly kind: Exclude<EventKind, 'ack'> },
  whom: string,
  style: Style,
): string {
  switch (kind) {
    case 'created':
      return 'made the room';
    case 'joined':
      return 'joined';
    case 'left':
      return 'left';
    case 'invited':
      return `invited ${whom}`;
    case 'kicked':
      return `put ${whom} out${because(text)}`;
    case 'banned':
      return `banned ${whom}${because(text)}`;
    case 'unbanned':
      return `ended the ban of ${whom}`;
    case 'muted':
      return `muted ${whom}${because(text)}`;
    case 'unmuted':
      return `let ${whom} speak again`;
    case 'role':
      return `made ${whom} ${roleWords(text, 'the room')}`;
    case 'topic':
      return text === '' ? 'took the topic away' : `set the topic: ${oneLine(text)}`;
    case 'renamed':
      return `renamed the room to ${roomMark(`#${text}`, style)}`;
    case 'changed':
      return changeWords(text);
    case 'archived':
      return text === 'off' ? 'opened the room again' : 'archived the room: nobody posts in it now';
  }
}

function because(reason: string): string {
  return reason === '' ? '' : `: ${oneLine(reason)}`;
}

/** A role with its article: `an operator of #ops`. */
export function roleWords(role: string, room: string): string {
  return `${role === 'member' ? 'a' : 'an'} ${safeLine(role)} of ${safeLine(room)}`;
}

/** A setting as `/room` takes it, in words of what it does. */
function changeWords(change: string): string {
  const [setting = '', value = ''] = change.split(' ');
  switch (setting) {
    case 'public':
      return 'made the room public: everybody finds it';
    case 'private':
      return 'made the room private: only those who are in it, or invited, find it';
    case 'readonly':
      return value === 'off'
        ? 'let everybody in the room post again'
        : 'made the room read-only: only its operators post';
    case 'slow':
      return value === '0' || value === 'off'
        ? 'ended the slow mode'
        : `set the slow mode: ${durationWord(Number(value))} between two messages of a member`;
    case 'history':
      return value === 'all'
        ? 'let newcomers read the whole history'
        : 'let newcomers read only what comes after they join';
    default:
      return `changed the room: ${oneLine(change)}`;
  }
}
