import { textOf } from '../texts/text-of.ts';
import type { EventKind } from '../words/message-kind.ts';
import type { RoomRole } from '../words/room-role.ts';
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
  if (event.kind === 'ack' && about) {
    const words = textOf('event.ack-of', { who, message: shortly(about, style) });
    return `${style.faint('--')} ${words}`;
  }
  const whom = shownNames(event.names, style);
  return `${style.faint('--')} ${deed(event, { who, whom }, style)}`;
}

interface Doer {
  readonly who: string;
  readonly whom: string;
}

function deed({ kind, text }: ShownEvent, { who, whom }: Doer, style: Style): string {
  switch (kind) {
    case 'invited':
    case 'unbanned':
    case 'unmuted':
      return textOf(`event.${kind}`, { who, whom });
    case 'kicked':
    case 'banned':
    case 'muted':
      return textOf(`event.${kind}`, { who, whom, because: because(text) });
    case 'role':
      return textOf(`event.role.${roomRole(text)}`, { who, whom });
    case 'topic':
      return text === ''
        ? textOf('event.no-topic', { who })
        : textOf('event.topic', { who, text: oneLine(text) });
    case 'renamed':
      return textOf('event.renamed', { who, room: roomMark(`#${text}`, style) });
    case 'changed':
      return changeWords(who, text);
    case 'archived':
      return textOf(text === 'off' ? 'event.unarchived' : 'event.archived', { who });
    default:
      return textOf(`event.${kind}`, { who });
  }
}

function because(reason: string): string {
  return reason === '' ? '' : `: ${oneLine(reason)}`;
}

/** A role with its article: `an operator of #ops`. */
export function roleWords(role: string, room: string): string {
  return textOf(`role.${roomRole(role)}`, { room: safeLine(room) });
}

function roomRole(role: string): RoomRole {
  return role === 'owner' || role === 'operator' ? role : 'member';
}

/** A setting as `/room` takes it, in words of what it does. */
function changeWords(who: string, change: string): string {
  const [setting = '', value = ''] = change.split(' ');
  switch (setting) {
    case 'public':
    case 'private':
      return textOf(`event.${setting}`, { who });
    case 'readonly':
      return textOf(value === 'off' ? 'event.writable' : 'event.readonly', { who });
    case 'slow':
      return value === '0' || value === 'off'
        ? textOf('event.no-slow', { who })
        : textOf('event.slow', { who, duration: durationWord(Number(value)) });
    case 'history':
      return textOf(value === 'all' ? 'event.history-all' : 'event.history-joined', { who });
    default:
      return textOf('event.changed', { who, text: oneLine(change) });
  }
}
