import { PartylineError } from '../../base/errors.ts';
import type { Outcome } from '../../chat/proposals.ts';
import { FrameWriter } from '../../wire/frame-writer.ts';
import { textOf, writePosted } from '../delivery/encode.ts';
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
  readonly #acknowledgements = new FrameWriter();
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
      writePosted(this.#acknowledgements, { type: 'posted', re: id, room, seq, at, away });
    } else {
      const error = new PartylineError(outcome.code, outcome.message);
      this.#acknowledgements.frame(textOf(errorMessage(error, id)));
    }
  }

  postsSettled(): void {
    const { count } = this.#acknowledgements;
    const frames = this.#acknowledgements.take();
    if (!this.#member.hasLeft) this.#transport.holdFrames(frames, count);
  }

  postsDelivered(): void {
    if (this.#member.hasLeft) return;
    this.#transport.channel.release();
    this.#member.updateReading();
  }
}
