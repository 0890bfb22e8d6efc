import type { Clock } from '../../base/clock.ts';
import { newToken } from '../../base/ids.ts';
import { RecentMap } from '../../base/recent-map.ts';
import type { Attachment } from '../../chat/tables.ts';
import type { Directory } from '../../store/directory.ts';

/** A file that a browser may fetch, once. */
export interface TicketedFile {
  readonly attachment: Attachment;
  /** The name under which it is saved. */
  readonly name: string;
}

/** How long a ticket is good for, in milliseconds: a page uses it at once. */
const goodForMs = 60_000;
/** Tickets that are remembered, of everybody together; the oldest give way. */
const mostTickets = 1_024;

/**
 * One-time tickets for files: a page gets one over the protocol, where its session is looked at, and the browser
 * shows it at the door, where nothing else says whose request it is.
 */
export class Tickets {
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #directory: Pick<Directory, 'attachment'>;
  readonly #tickets = new RecentMap<string, TicketedFile & { readonly endsAtMs: number }>(
    mostTickets,
  );

  constructor(parts: {
    readonly clock: Pick<Clock, 'elapsed'>;
    readonly directory: Pick<Directory, 'attachment'>;
  }) {
    this.#clock = parts.clock;
    this.#directory = parts.directory;
  }

  /** Makes a ticket: 32 random bytes in base64url. */
  issue(file: TicketedFile): string {
    const ticket = newToken();
    this.#tickets.set(ticket, { ...file, endsAtMs: this.#clock.elapsed() + goodForMs });
    return ticket;
  }

  /** Takes a ticket; undefined for one that there is not, that was used, is too old, or whose file was given up since. */
  take(ticket: string): TicketedFile | undefined {
    const found = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    if (found === undefined || found.endsAtMs <= this.#clock.elapsed()) return undefined;
    const { room, seq, hash } = found.attachment;
    return this.#directory.attachment(room, seq)?.hash === hash ? found : undefined;
  }
}
