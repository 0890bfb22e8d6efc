import type { AnswerFields } from '../../wire/requests.ts';

/* The words for messages that a line has not kept. */

/** Entries at the beginning of a room that the line has dropped for good, and how much it keeps now. */
export type DroppedHistory = Readonly<NonNullable<AnswerFields<'history'>['dropped']>>;

/**
 * That messages are gone, and why: `older messages were dropped: the line keeps 365 days`. Without the reason where the
 * line keeps everything by now.
 *
 * @param messages with their verb: `older messages were`
 */
export function droppedWords(messages: string, { keepMs, keepBytes }: DroppedHistory): string {
  const bounds = [
    ...(keepMs === undefined ? [] : [inLargest(keepMs, times, 'millisecond')]),
    ...(keepBytes === undefined ? [] : [inLargest(keepBytes, sizes, 'byte')]),
  ];
  const reason = bounds.length === 0 ? '' : `: the line keeps ${bounds.join(' and at most ')}`;
  return `${messages} dropped${reason}`;
}

type Units = readonly (readonly [name: string, amount: number])[];

const times: Units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];
const sizes: Units = [
  ['TB', 1_000 ** 4],
  ['GB', 1_000 ** 3],
  ['MB', 1_000 ** 2],
];

/** An amount in the largest unit that it is a whole number of. */
function inLargest(amount: number, units: Units, smallest: string): string {
  const [name, unit] = units.find((each) => amount % each[1] === 0) ?? [smallest, 1];
  const count = amount / unit;
  const isWord = name === name.toLowerCase();
  return `${count.toLocaleString('en')} ${name}${isWord && count !== 1 ? 's' : ''}`;
}
