import type { Accepted, Outcome, Post, Proposal } from '../chat/proposals.ts';
import type { MessageKind } from '../chat/tables.ts';

/*
 * How a batch crosses from one thread to the other. Copying an array of strings and numbers costs a
 * fifth of copying as many objects, so posts, which are nearly all there is, travel as their fields
 * side by side. Anything else travels as the object it is, behind a 0.
 */

/** A batch of proposals, or of their outcomes, as it travels. */
export type Packed = readonly unknown[];

/** A post is: room, or account as a negative number; at; account; mid; kind; text. */
const postFields = 6;

/** Packs proposals; `unpackProposals` gives equal ones in the same order. */
export function packProposals(proposals: readonly Proposal[]): Packed {
  const packed: unknown[] = [];
  for (const proposal of proposals) {
    const target = proposal.type === 'post' ? packTarget(proposal) : 0;
    if (target === 0) packed.push(0, proposal);
    else {
      const { at, account, mid, kind, text } = proposal as Post;
      packed.push(target, at, account, mid, kind, text);
    }
  }
  return packed;
}

export function unpackProposals(packed: Packed): Proposal[] {
  const proposals: Proposal[] = [];
  for (let index = 0; index < packed.length; ) {
    if (packed[index] === 0) {
      proposals.push(packed[index + 1] as Proposal);
      index += 2;
    } else {
      proposals.push(unpackPost(packed, index));
      index += postFields;
    }
  }
  return proposals;
}

/** 0 for numbers that no room and no account has. */
function packTarget({ to }: Post): number {
  const number = 'room' in to ? to.room : to.account;
  if (!(number > 0)) return 0;
  return 'room' in to ? number : -number;
}

function unpackPost(packed: Packed, index: number): Post {
  const target = packed[index] as number;
  return {
    type: 'post',
    at: packed[index + 1] as number,
    account: packed[index + 2] as number,
    to: target > 0 ? { room: target } : { account: -target },
    mid: packed[index + 3] as string,
    kind: packed[index + 4] as MessageKind,
    text: packed[index + 5] as string,
  };
}

/** An accepted post is: seq; room; at; the sum of these flags. */
const placeFields = 4;
const repeatedFlag = 1;
const createdFlag = 2;

/** Packs the outcomes of `proposals`; `unpackOutcomes` gives equal ones in the same order. */
export function packOutcomes(proposals: readonly Proposal[], outcomes: readonly Outcome[]): Packed {
  const packed: unknown[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    if (!outcome.ok || proposals[index]?.type !== 'post') packed.push(0, outcome);
    else {
      const { seq, room, at, repeated, created } = outcome.value as Accepted['post'];
      packed.push(seq, room, at, (repeated ? repeatedFlag : 0) + (created ? createdFlag : 0));
    }
  }
  return packed;
}

export function unpackOutcomes(packed: Packed): Outcome[] {
  const outcomes: Outcome[] = [];
  for (let index = 0; index < packed.length; ) {
    if (packed[index] === 0) {
      outcomes.push(packed[index + 1] as Outcome);
      index += 2;
    } else {
      outcomes.push({ ok: true, value: unpackPlace(packed, index) });
      index += placeFields;
    }
  }
  return outcomes;
}

function unpackPlace(packed: Packed, index: number): Accepted['post'] {
  const flags = packed[index + 3] as number;
  return {
    room: packed[index + 1] as number,
    seq: packed[index] as number,
    at: packed[index + 2] as number,
    repeated: (flags & repeatedFlag) !== 0,
    created: (flags & createdFlag) !== 0,
  };
}
