import type { LineMessage } from '../client/core/events.ts';
import { textOf } from '../texts/text-of.ts';
import { isolated, safeLine, safeProse } from './safe-text.ts';
import type { Style } from './style.ts';

/* The marks beside the words of a message: its number, the one that it answers, that it was edited, reactions. */

/** A message that was shown. */
export interface ShownBefore {
  readonly message: Pick<LineMessage, 'from' | 'text' | 'at'>;
  /** The short number that it was shown with; undefined: with none. */
  readonly number: number | undefined;
}

/** The marks of a message besides those that it brings itself. */
export interface Marks {
  /** Its short number. */
  readonly number?: number | undefined;
  /** The message that it answers; null: one that was not shown lately. */
  readonly about?: ShownBefore | null | undefined;
}

/** Letters of a text by which it is known again. */
const excerptLength = 32;
/** Names of those who reacted; more of them are counted. */
const maxNames = 3;

/** The number in front of a message, for commands: `[7] `. */
export function numberMark(number: number | undefined, style: Style): string {
  return number === undefined ? '' : `${style.accent(`[${number}]`)} `;
}

/**
 * A message that was shown, in few words: `[7] bob "the build is br..."`.
 *
 * @param teller who does something about it: the name is left out where it is their own
 */
export function shortly({ message, number }: ShownBefore, style: Style, teller?: string): string {
  const who = message.from === teller ? '' : `${style.name(safeLine(message.from))} `;
  return `${numberMark(number, style)}${who}${style.faint(`"${excerpt(message.text)}"`)}`;
}

function excerpt(text: string): string {
  const line = text.trim().split('\n', 1)[0] ?? '';
  const letters = Array.from(
    new Intl.Segmenter().segment(line.slice(0, 1_000)),
    (part) => part.segment,
  );
  const isCut = letters.length > excerptLength || text.trim().length > line.length;
  return isolated(safeProse(letters.slice(0, excerptLength).join('')) + (isCut ? '...' : ''));
}

/** Behind who says it: ` ↪ bob "the build is br..."` for a reply. */
export function replyMark({ about }: Marks, style: Style): string {
  if (about === undefined) return '';
  return ` ↪ ${about === null ? style.faint(textOf('message.earlier')) : shortly(about, style)}`;
}

/** Behind a text: ` (edited by olga)  [👍 bob, eve  🎉 5]`; empty for most messages. */
export function stateMarks(
  { edited, editedBy, reactions }: Pick<LineMessage, 'edited' | 'editedBy' | 'reactions'>,
  style: Style,
): string {
  const mark =
    editedBy === null
      ? textOf('message.edited')
      : textOf('message.edited-by', { name: safeLine(editedBy) });
  const edit = edited === null ? '' : ` ${style.faint(mark)}`;
  if (reactions.length === 0) return edit;
  const all = reactions.map(({ emoji, names }) => `${safeLine(emoji)} ${people(names)}`);
  return `${edit}  ${style.faint(`[${all.join('  ')}]`)}`;
}

function people(names: readonly string[]): string {
  return names.length > maxNames ? `${names.length}` : names.map(safeLine).join(', ');
}
