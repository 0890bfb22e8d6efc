import type { LineChange } from '../client/core/events.ts';
import { textOf } from '../texts/text-of.ts';
import { inItsRoom, lineAbout, shownText, type View, whoTo } from './render.ts';
import { numberMark, type ShownBefore, shortly } from './render-marks.ts';
import { safeLine, safeProse } from './safe-text.ts';
import { dayAndTime } from './times.ts';

/** The parts of a change that are shown. */
export type ShownChange = Pick<LineChange, 'from' | 'roomName' | 'own' | 'at' | 'kind' | 'text'>;

/**
 * A change of a message, as a line of its own: `09:12 * ana edited bob "helo": hello`,
 * `09:12 * bob reacted 👍 to ana "lunch?"`. A deleted text is not shown again.
 *
 * @param before the message as it was shown; undefined: it was not lately
 */
export function changeLines(
  change: ShownChange,
  before: ShownBefore | undefined,
  view: View,
): string {
  const words = `* ${changeWords(change, before, view)}`;
  return lineAbout(change, inItsRoom(change, words, view), view);
}

function changeWords(change: ShownChange, before: ShownBefore | undefined, view: View): string {
  const { kind, text, from } = change;
  const who = whoTo(change, view);
  const message =
    before === undefined ? textOf('message.earlier') : shortly(before, view.style, from);
  switch (kind) {
    case 'edit':
      return textOf('change.edit', { who, message, text: shownText(text) });
    case 'deletion':
      return textOf('change.deletion', {
        who,
        message: before === undefined ? message : byPlace(before, view),
      });
    case 'reaction':
      return textOf('change.reaction', { who, message, emoji: safeProse(text) });
    case 'unreaction':
      return textOf('change.unreaction', { who, message, emoji: safeProse(text) });
  }
}

/** Without its text: `the message of bob from 09:07`. */
function byPlace({ message, number }: ShownBefore, { style, now }: View): string {
  const from = style.name(safeLine(message.from));
  const words = textOf('change.message', { name: from, time: dayAndTime(message.at, now) });
  return numberMark(number, style) + words;
}
