import type { Feed, Reader } from './reader.ts';

/** A reader that writes down what it is given. */
export function recorder(account: number) {
  const seqs: number[] = [];
  const entered: { feed: Feed; after: number }[] = [];
  const left: number[] = [];
  const reader: Reader = {
    account,
    receives: true,
    present: true,
    since: 0,
    reads: () => true,
    deliver: ({ entries }) => seqs.push(...entries.map(({ seq }) => seq)),
    entered: (feed, after) => entered.push({ feed, after }),
    left: (_, last) => left.push(last),
    renamed: () => {},
    idleSince: null,
    tell: () => {},
  };
  return { reader, seqs, entered, left };
}
