import type { Post } from '../../chat/post.ts';
import type { Accepted, Outcome } from '../../chat/proposals.ts';
import type { Committed, Journal } from '../../journal/journal.ts';
import type { FanOut, ReadMessage } from './fan-out.ts';

/** Who posts: a connection, or the operator's console. */
export interface PostOrigin {
  /** Name of the account. */
  readonly name: string;
  /** Is told what became of post `id`, before anyone is shown the message. Must not throw. */
  posted(id: number, outcome: Outcome<'post'>, room: string): void;
  /** Is told, once, after all `posted` of one batch. */
  postsSettled(): void;
  /** Is told, once, after everyone was shown the messages of the batch. */
  postsDelivered(): void;
}

/** Posts on their way through the journal: acknowledged and fanned out when they are stored. */
export class Posts {
  readonly #journal: Journal;
  readonly #fanOut: FanOut;
  readonly #names: PostNames;
  readonly #open = new Map<number, { readonly origin: PostOrigin; readonly id: number }>();

  constructor(journal: Journal, fanOut: FanOut, names: PostNames) {
    this.#journal = journal;
    this.#fanOut = fanOut;
    this.#names = names;
  }

  /** Hands a post to the journal; `id` comes back in `posted`. */
  propose(origin: PostOrigin, id: number, post: Post): void {
    this.#open.set(this.#journal.propose(post), { origin, id });
  }

  /** Takes a committed batch: first the acknowledgements, then the messages to all readers. */
  committed(batch: readonly Committed[]): void {
    const rooms = new Map<number, ReadMessage[]>();
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
    open.origin.posted(open.id, outcome, outcome.ok ? this.#names.room(outcome.value.room) : '');
    return open.origin;
  }

  #gather(
    rooms: Map<number, ReadMessage[]>,
    origin: PostOrigin | undefined,
    { account, mid, kind, text }: Post,
    { room, seq, at, repeated }: Accepted['post'],
  ): void {
    if (repeated) return;
    const from = origin?.name ?? this.#names.account(account);
    const key = this.#names.room(room);
    const message: ReadMessage = { type: 'message', room: key, seq, mid, from, at, kind, text };
    const messages = rooms.get(room);
    if (messages === undefined) rooms.set(room, [message]);
    else messages.push(message);
  }
}

/** Names that messages are shown with, by the numbers that the journal knows. */
export interface PostNames {
  /** The key of a room. */
  room(id: number): string;
  /** The name of an account. */
  account(id: number): string;
}
