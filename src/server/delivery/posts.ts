import { Fifo } from '../../base/fifo.ts';
import type { Post } from '../../chat/post.ts';
import type { Accepted, Outcome, Proposal } from '../../chat/proposals.ts';
import type { MembershipChange, RoomOutcome } from '../../chat/room-entries.ts';
import type { Committed, Journal } from '../../journal/journal.ts';
import type { Entry } from '../../words/runs.ts';
import type { FanOut } from './fan-out.ts';
import type { Readers } from './readers.ts';
import type { RoomFactsCache } from './room-facts.ts';

/* Follows posts through the journal: acknowledges them, and hands them to the fan-out. */

/** The origin of a post. */
export interface PostOrigin {
  /** Name of the account. */
  readonly name: string;
  /**
   * Is told what became of post `id`, before anyone is shown the message. Must not throw.
   * @param room id of the room on the wire; empty for a refusal
   * @param away nobody else of a direct conversation is here
   */
  posted(id: number, outcome: Outcome<'post'>, room: string, away: boolean): void;
  /** Is told, once, after all `posted` of one batch. */
  postsSettled(): void;
  /** Is told, once, after everyone was shown the messages of the batch. */
  postsDelivered(): void;
}

/** A post that the journal has not answered. */
interface OpenPost {
  readonly ticket: number;
  readonly origin: PostOrigin;
  /** The number of the request. */
  readonly id: number;
}

/** Posts on their way through the journal: acknowledged and fanned out when they are stored. */
export class Posts {
  readonly #journal: Journal;
  readonly #fanOut: FanOut;
  readonly #readers: Readers;
  readonly #rooms: RoomFactsCache;
  readonly #nameOf: (account: number) => string;
  /** In the order of the journal, which gives its outcomes in that of the proposals. */
  readonly #open = new Fifo<OpenPost>();

  constructor(parts: {
    readonly journal: Journal;
    readonly fanOut: FanOut;
    readonly readers: Readers;
    readonly rooms: RoomFactsCache;
    /** The name of an account. */
    nameOf(account: number): string;
  }) {
    this.#journal = parts.journal;
    this.#fanOut = parts.fanOut;
    this.#readers = parts.readers;
    this.#rooms = parts.rooms;
    this.#nameOf = parts.nameOf;
  }

  /** Hands a post to the journal; `id` comes back in `posted`. */
  propose(origin: PostOrigin, id: number, post: Post): void {
    this.#open.add({ ticket: this.#journal.propose(post), origin, id });
  }

  /** Whether there are posts that the journal has not answered. */
  get areUnderWay(): boolean {
    return this.#open.size > 0;
  }

  /** Takes a committed batch: first the acknowledgements, then the messages to all readers. */
  committed({ firstTicket, proposals, outcomes }: Committed): void {
    const rooms = new Map<number, Entry[]>();
    const origins = new Set<PostOrigin>();
    let lastOrigin: PostOrigin | undefined;
    const begun: number[] = [];
    const changes: RoomOutcome[] = [];
    for (let index = 0; index < proposals.length; index += 1) {
      const [proposal, outcome] = [proposals[index] as Proposal, outcomes[index] as Outcome];
      if (proposal.type !== 'post') {
        const change = roomOutcomeOf(outcome);
        if (change === undefined) continue;
        this.#gatherAdded(rooms, change);
        changes.push(change);
        continue;
      }
      const ticket = firstTicket === undefined ? undefined : firstTicket + index;
      const origin = this.#acknowledge(ticket, proposal.account, outcome as Outcome<'post'>);
      if (origin !== undefined && origin !== lastOrigin) origins.add(origin);
      lastOrigin = origin;
      if (!outcome.ok) continue;
      const accepted = outcome.value as Accepted['post'];
      if (accepted.seq === 1 && !accepted.repeated) begun.push(accepted.room);
      this.#gather(rooms, origin, proposal, accepted);
    }
    for (const origin of origins) origin.postsSettled();
    for (const room of begun) this.#fanOut.begin(room);
    this.#fanOut.deliver(rooms, membershipsIn(changes));
    for (const { room, renamed } of changes) if (renamed) this.#fanOut.renamed(room);
    for (const origin of origins) origin.postsDelivered();
  }

  /**
   * Facts of a room for the acknowledgement of a post in it: its id on the wire, and whether nobody else of a direct
   * conversation is here.
   */
  placeOf(room: number, account: number): { readonly key: string; readonly away: boolean } {
    const { key = '', people } = this.#rooms.of(room) ?? {};
    return { key, away: people !== undefined && this.#areAway(people, account) };
  }

  #acknowledge(
    ticket: number | undefined,
    account: number,
    outcome: Outcome<'post'>,
  ): PostOrigin | undefined {
    const open = this.#open.first;
    // It was proposed by others, on another machine or beside the posts.
    if (open === undefined || open.ticket !== ticket) return undefined;
    this.#open.take();
    if (!outcome.ok) {
      open.origin.posted(open.id, outcome, '', false);
      return open.origin;
    }
    const { key, away } = this.placeOf(outcome.value.room, account);
    open.origin.posted(open.id, outcome, key, away);
    return open.origin;
  }

  /** Whether nobody else of these people is here. */
  #areAway(people: readonly number[], account: number): boolean {
    return people.every((one) => one === account || !this.#readers.isOnline(one));
  }

  /** What rules have added to rooms is delivered as posts are. */
  #gatherAdded(rooms: Map<number, Entry[]>, { entries }: RoomOutcome): void {
    for (const { room, seq, account, mid, at, content, of } of entries) {
      addTo(rooms, room, { seq, mid, from: this.#nameOf(account), at, content, of });
    }
  }

  #gather(
    rooms: Map<number, Entry[]>,
    origin: PostOrigin | undefined,
    { account, mid, content, of }: Post,
    { room, seq, at, repeated }: Accepted['post'],
  ): void {
    if (repeated) return;
    // Where nobody reads, nothing is made of it; whoever comes in later in this batch is owed only what comes after.
    if (!rooms.has(room) && !this.#fanOut.isRead(room) && seq > 1) return;
    const from = origin?.name ?? this.#nameOf(account);
    addTo(rooms, room, { seq, mid, from, at, content, of });
  }
}

/** The part of an outcome that bears on rooms; undefined: it has none. */
function roomOutcomeOf(outcome: Outcome): RoomOutcome | undefined {
  if (!outcome.ok || !('entries' in outcome.value)) return undefined;
  return outcome.value as RoomOutcome;
}

function addTo(rooms: Map<number, Entry[]>, room: number, entry: Entry): void {
  const entries = rooms.get(room);
  if (entries === undefined) rooms.set(room, [entry]);
  else entries.push(entry);
}

/** The memberships that began and ended in a batch, by room, in its order; undefined: none did. */
function membershipsIn(
  changes: readonly RoomOutcome[],
): ReadonlyMap<number, readonly MembershipChange[]> | undefined {
  if (changes.length === 0) return undefined;
  return Map.groupBy(
    changes.flatMap(({ memberships }) => memberships),
    ({ room }) => room,
  );
}
