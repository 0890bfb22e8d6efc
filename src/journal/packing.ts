import type { Post } from '../chat/post.ts';
import type { Accepted, Outcome, Proposal } from '../chat/proposals.ts';

/*
 * How a batch crosses from one thread to the other. To copy objects costs more than to decide on them, so
 * posts, which are nearly all there is, travel as numbers in one array, their contents as one string, and
 * their mids as a list. Anything else travels as the object it is, and has a 0 among the numbers.
 */

/** A batch of proposals as it travels; between threads its numbers lie in one piece. */
export interface PackedProposals<Numbers extends ArrayLike<number> = Float64Array> {
  readonly numbers: Numbers;
  readonly mids: readonly string[];
  /** All contents, one behind the other. */
  readonly contents: string;
  readonly others: readonly Proposal[];
}

/** A post is: room, or account as a negative number; at; account; length of its content; `of`, or 0. */
const postNumbers = 5;

/** Packs proposals; `unpackProposals` gives equal ones in the same order. */
export function packProposals(proposals: readonly Proposal[]): PackedProposals {
  const numbers = new Float64Array(proposals.length * postNumbers);
  const mids: string[] = [];
  const contents: string[] = [];
  const others: Proposal[] = [];
  let at = 0;
  for (const proposal of proposals) {
    const target = proposal.type === 'post' ? targetOf(proposal) : 0;
    if (target === 0) {
      others.push(proposal);
      at += 1;
      continue;
    }
    const { at: time, account, mid, content, of } = proposal as Post;
    numbers[at] = target;
    numbers[at + 1] = time;
    numbers[at + 2] = account;
    numbers[at + 3] = content.length;
    numbers[at + 4] = of;
    at += postNumbers;
    mids.push(mid);
    contents.push(content);
  }
  return { numbers: numbers.slice(0, at), mids, contents: contents.join(''), others };
}

/** Gives back what `packProposals` took. The contents share their memory: a reference to one keeps all. */
export function unpackProposals({
  numbers,
  mids,
  contents,
  others,
}: PackedProposals<ArrayLike<number>>): Proposal[] {
  const proposals: Proposal[] = [];
  let contentAt = 0;
  let mid = 0;
  let other = 0;
  for (let at = 0; at < numbers.length; ) {
    const target = numbers[at] as number;
    if (target === 0) {
      proposals.push(others[other] as Proposal);
      other += 1;
      at += 1;
      continue;
    }
    const contentEnd = contentAt + (numbers[at + 3] as number);
    proposals.push({
      type: 'post',
      at: numbers[at + 1] as number,
      account: numbers[at + 2] as number,
      to: target > 0 ? { room: target } : { account: -target },
      mid: mids[mid] as string,
      content: contents.slice(contentAt, contentEnd),
      of: numbers[at + 4] as number,
    });
    contentAt = contentEnd;
    mid += 1;
    at += postNumbers;
  }
  return proposals;
}

/** 0 for several accounts, and for numbers that no room and no account has. */
function targetOf({ to }: Post): number {
  if ('room' in to) return to.room > 0 ? to.room : 0;
  return 'account' in to && to.account > 0 ? -to.account : 0;
}

/** Outcomes of a batch as they travel. */
export interface PackedOutcomes {
  readonly numbers: Float64Array;
  readonly others: readonly Outcome[];
}

/** An accepted post is: seq; room; at; the sum of these flags. */
const placeNumbers = 4;
const repeatedFlag = 1;
const createdFlag = 2;

/** Packs the outcomes of `proposals`; `unpackOutcomes` gives equal ones in the same order. */
export function packOutcomes(
  proposals: readonly Proposal[],
  outcomes: readonly Outcome[],
): PackedOutcomes {
  const numbers = new Float64Array(outcomes.length * placeNumbers);
  const others: Outcome[] = [];
  let at = 0;
  for (let index = 0; index < outcomes.length; index += 1) {
    const outcome = outcomes[index] as Outcome;
    if (!outcome.ok || proposals[index]?.type !== 'post') {
      others.push(outcome);
      at += 1;
      continue;
    }
    const { seq, room, at: time, repeated, created } = outcome.value as Accepted['post'];
    numbers[at] = seq;
    numbers[at + 1] = room;
    numbers[at + 2] = time;
    numbers[at + 3] = (repeated ? repeatedFlag : 0) + (created ? createdFlag : 0);
    at += placeNumbers;
  }
  return { numbers: numbers.slice(0, at), others };
}

/** Gives back what `packOutcomes` took. */
export function unpackOutcomes({ numbers, others }: PackedOutcomes): Outcome[] {
  const outcomes: Outcome[] = [];
  let other = 0;
  for (let at = 0; at < numbers.length; ) {
    if (numbers[at] === 0) {
      outcomes.push(others[other] as Outcome);
      other += 1;
      at += 1;
    } else {
      outcomes.push({ ok: true, value: unpackPlace(numbers, at) });
      at += placeNumbers;
    }
  }
  return outcomes;
}

function unpackPlace(numbers: Float64Array, at: number): Accepted['post'] {
  const flags = numbers[at + 3] as number;
  return {
    room: numbers[at + 1] as number,
    seq: numbers[at] as number,
    at: numbers[at + 2] as number,
    repeated: (flags & repeatedFlag) !== 0,
    created: (flags & createdFlag) !== 0,
  };
}
