import { PartylineError } from '../../base/errors.ts';
import type { Outcome } from '../../chat/proposals.ts';
import { encodeFrames } from '../../wire/frame.ts';
import { textOf } from '../delivery/encode.ts';
import type { PostOrigin } from '../delivery/posts.ts';
import { errorMessage } from '../refusal.ts';
import type { MemberTransport } from './member-transport.ts';

/** The member who posts. */
export interface PostingMember {
  readonly name: string;
  readonly hasLeft: boolean;
  /** Is told when posts are no longer in flight. */
  updateReading(): void;
}

/** The posts of one connection that are in flight: acknowledged together, as they are stored. */
export class MemberPosts implements PostOrigin {
  readonly #member: PostingMember;
  readonly #transport: MemberTransport;
  /** As JSON. */
  #acknowledgements: string[] = [];
  #inFlight = 0;

  constructor(member: PostingMember, transport: MemberTransport) {
    this.#member = member;
    this.#transport = transport;
  }

  /** How many are not acknowledged yet. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** One more is on its way. */
  begin(): void {
    this.#inFlight += 1;
  }

  get name(): string {
    return this.#member.name;
  }

  posted(id: number, outcome: Outcome<'post'>, room: string, away: boolean): void {
    this.#inFlight -= 1;
    if (outcome.ok) {
      const { seq, at } = outcome.value;
      this.#acknowledgements.push(textOf({ type: 'posted', re: id, room, seq, at, away }));
    } else {
      const error = new PartylineError(outcome.code, outcome.message);
      this.#acknowledgements.push(textOf(errorMessage(error, id)));
    }
  }

  postsSettled(): void {
    const acknowledgements = this.#acknowledgements;
    this.#acknowledgements = [];
    if (this.#member.hasLeft) return;
    this.#transport.holdFrames(encodeFrames(acknowledgements), acknowledgements.length);
  }

  postsDelivered(): void {
    if (this.#member.hasLeft) return;
    this.#transport.channel.release();
    this.#member.updateReading();
  }
}
