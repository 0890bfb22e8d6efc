import type { Post } from '../../chat/post.ts';
import type { Accepted, Outcome } from '../../chat/proposals.ts';
import type { Committed, Journal } from '../../journal/journal.ts';
import type { Entry } from '../../words/runs.ts';
import type { FanOut } from './fan-out.ts';
import type { RoomFactsCache } from './room-facts.ts';

/** The origin of a post. */
export interface PostOrigin {
  /** Name of the account. */
  readonly name: string;
  /** Is told what became of post `id`, before anyone is shown the message. Must not throw. */
  posted(id: number, outcome: Outcome<'post'>, roomKey: string): void;
  /** Is told, once, after all `posted` of one batch. */
  postsSettled(): void;
  /** Is told, once, after everyone was shown the messages of the batch. */
  postsDelivered(): void;
}

/** Posts on their way through the journal: acknowledged and fanned out when they are stored. */
export class Posts {
  readonly #journal: Journal;
  readonly #fanOut: FanOut;
  readonly #rooms: RoomFactsCache;
  readonly #nameOf: (account: number) => string;
  readonly #open = new Map<number, { readonly origin: PostOrigin; readonly id: number }>();

  constructor(parts: {
    readonly journal: Journal;
    readonly fanOut: FanOut;
    readonly rooms: RoomFactsCache;
    /** The name of an account. */
    nameOf(account: number): string;
  }) {
    this.#journal = parts.journal;
    this.#fanOut = parts.fanOut;
    this.#rooms = parts.rooms;
    this.#nameOf = parts.nameOf;
  }

  /** Hands a post to the journal; `id` comes back in `posted`. */
  propose(origin: PostOrigin, id: number, post: Post): void {
    this.#open.set(this.#journal.propose(post), { origin, id });
  }

  /** Takes a committed batch: first the acknowledgements, then the messages to all readers. */
  committed(batch: readonly Committed[]): void {
    const rooms = new Map<number, Entry[]>();
    const origins = new Set<PostOrigin>();
    for (const { ticket, proposal, outcome } of batch) {
      if (proposal.type !== 'post') continue;
      const origin = this.#acknowledge(ticket, outcome as Outcome<'post'>);
      if (origin !== undefined) origins.add(origin);
      if (outcome.ok) this.#gather(rooms, origin, proposal, outcome.value as Accepted['post']);
    }
    for (const origin of origins) origin.postsSettled();
    this.#fanOut.deliver(rooms);
    for (const origin of origins) origin.postsDelivered();
  }

  #acknowledge(ticket: number | undefined, outcome: Outcome<'post'>): PostOrigin | undefined {
    const open = ticket === undefined ? undefined : this.#open.get(ticket);
    if (open === undefined) return undefined;
    this.#open.delete(ticket as number);
    const key = outcome.ok ? (this.#rooms.of(outcome.value.room)?.key ?? '') : '';
    open.origin.posted(open.id, outcome, key);
    return open.origin;
  }

  #gather(
    rooms: Map<number, Entry[]>,
    origin: PostOrigin | undefined,
    { account, mid, content, of }: Post,
    { room, seq, at, repeated }: Accepted['post'],
  ): void {
    if (repeated) return;
    const from = origin?.name ?? this.#nameOf(account);
    const entry: Entry = { seq, mid, from, at, content, of };
    const entries = rooms.get(room);
    if (entries === undefined) rooms.set(room, [entry]);
    else entries.push(entry);
  }
}
