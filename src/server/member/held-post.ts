/** The connection of a post that is held back, as far as it is needed. */
export interface HoldingMember {
  readonly hasLeft: boolean;
  /** Asks the client whether it is there, and shows it that the server is. */
  ping(): void;
  /** Its person is told why their posts wait. */
  tellNotice(text: string): void;
  /** Nothing is held any more. */
  updateReading(): void;
}

/** While a post is held, the client hears something this often: sooner than it would take the line for dead. */
const pingEveryMs = 5_000;

/** Waits of this length are told: shorter ones are hardly noticed. */
const toldWaitMs = 2_000;

/** They are told no oftener than this. */
const tellEveryMs = 60_000;

/** The post of one connection that came too early: it is acted on later, and meanwhile nothing else is read. */
export class HeldPost {
  readonly #member: HoldingMember;
  #timer: NodeJS.Timeout | undefined;
  #pings: NodeJS.Timeout | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(member: HoldingMember) {
    this.#member = member;
  }

  get isHeld(): boolean {
    return this.#timer !== undefined;
  }

  /** Acts after so many milliseconds, unless the connection has ended by then. */
  hold(waitMs: number, act: () => void): void {
    if (waitMs >= toldWaitMs) this.#tell(waitMs);
    if (waitMs > pingEveryMs) this.#pings = setInterval(() => this.#member.ping(), pingEveryMs);
    this.#timer = setTimeout(() => {
      this.release();
      if (!this.#member.hasLeft) act();
      this.#member.updateReading();
    }, waitMs);
  }

  /** Nothing is held any more; it was acted on, or never will be. */
  release(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#pings);
    this.#timer = undefined;
  }

  #tell(waitMs: number): void {
    const now = performance.now();
    if (now - this.#toldAt < tellEveryMs) return;
    this.#toldAt = now;
    const seconds = Math.ceil(waitMs / 1_000);
    this.#member.tellNotice(
      `You post faster than this line lets you at present: your message goes out in ${seconds} seconds, and others behind it.`,
    );
  }
}
