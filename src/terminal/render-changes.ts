import type { LineChange } from '../client/core/events.ts';
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
  const words = `* ${whoTo(change, view)} ${deed(change, before, view)}`;
  return lineAbout(change, inItsRoom(change, words, view), view);
}

function deed(change: ShownChange, before: ShownBefore | undefined, view: View): string {
  const { kind, text, from } = change;
  const message = before === undefined ? 'an earlier message' : shortly(before, view.style, from);
  switch (kind) {
    case 'edit':
      return `edited ${message}: ${shownText(text)}`;
    case 'deletion':
      return `deleted ${before === undefined ? message : byPlace(before, view)}`;
    case 'reaction':
      return `reacted ${safeProse(text)} to ${message}`;
    case 'unreaction':
      return `took ${safeProse(text)} back from ${message}`;
  }
}

/** Without its text: `the message of bob from 09:07`. */
function byPlace({ message, number }: ShownBefore, { style, now }: View): string {
  const from = style.name(safeLine(message.from));
  return `${numberMark(number, style)}the message of ${from} from ${dayAndTime(message.at, now)}`;
}
