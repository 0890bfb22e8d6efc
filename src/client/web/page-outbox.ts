import type { UnsentMessage } from '../core/events.ts';
import type { Outbox } from '../core/outbox.ts';
import type { KeptValues } from './kept-values.ts';

/** A message as it is kept, with the account that says it. */
interface KeptMessage {
  readonly account: string;
  readonly message: UnsentMessage;
}

const prefix = 'unsent ';

/** The means of an outbox. */
interface PageOutboxParts {
  /** The account that is logged in, or is about to be. */
  account(): string | undefined;
  /** A message could not be kept; it is sent as long as the page lives. */
  failed(error: unknown): void;
}

/**
 * Messages of a page that are not acknowledged, kept by the browser until they are: whoever closes a tab, or
 * loses power, has them sent the next time. Their mids let the server take each once, whichever tabs send it.
 */
export class PageOutbox {
  readonly #values: Pick<KeptValues, 'change'>;
  readonly #kept: readonly KeptMessage[];
  readonly #parts: PageOutboxParts;

  private constructor(
    values: Pick<KeptValues, 'change'>,
    kept: readonly KeptMessage[],
    parts: PageOutboxParts,
  ) {
    this.#values = values;
    this.#kept = kept;
    this.#parts = parts;
  }

  /** Reads what was kept. */
  static async read(
    values: Pick<KeptValues, 'all' | 'change'>,
    parts: PageOutboxParts,
  ): Promise<PageOutbox> {
    return new PageOutbox(values, (await values.all()).filter(isKeptMessage), parts);
  }

  /**
   * The outbox of a line.
   *
   * @param isBack the account that was here last comes back: what it left is sent, and by nobody else
   */
  of(isBack: boolean): Outbox {
    const account = this.#parts.account();
    const left = this.#kept.filter((each) => isBack && each.account === account);
    return {
      add: (message) => this.#add(message),
      remove: (mid) => this.#change(mid, undefined),
      left: () => left.map(({ message }) => message),
    };
  }

  #add(message: UnsentMessage): void {
    const account = this.#parts.account();
    if (account !== undefined) this.#change(message.mid, { account, message });
  }

  #change(mid: string, kept: KeptMessage | undefined): void {
    this.#values.change(prefix + mid, () => kept).catch((error) => this.#parts.failed(error));
  }
}

function isKeptMessage(value: unknown): value is KeptMessage {
  return typeof value === 'object' && value !== null && 'account' in value && 'message' in value;
}
