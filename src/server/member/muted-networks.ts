import type { Clock } from '../../base/clock.ts';
import { PartylineError } from '../../base/errors.ts';
import { networkSanctionOn, sanctionWords } from '../../chat/sanctions.ts';
import type { Sanction } from '../../chat/tables.ts';
import type { Directory } from '../../store/directory.ts';

/** Somebody who wants to post. */
interface Poster {
  readonly account: number;
  /** Where they post from: an IP address. */
  readonly address: string;
}

/**
 * The networks from which nobody may post. They are looked at where posts come in, because a post in the
 * journal belongs to an account and knows no address.
 */
export class MutedNetworks {
  readonly #directory: Pick<Directory, 'networkSanctions' | 'account'>;
  readonly #clock: Pick<Clock, 'now'>;
  #mutes: readonly Sanction[] = [];

  constructor(
    directory: Pick<Directory, 'networkSanctions' | 'account'>,
    clock: Pick<Clock, 'now'>,
  ) {
    this.#directory = directory;
    this.#clock = clock;
    this.refresh();
  }

  /** Reads them anew: an operator has changed them. */
  refresh(): void {
    this.#mutes = this.#directory.networkSanctions().filter(({ kind }) => kind === 'mute');
  }

  /** Throws `forbidden` for a post from a muted network; operators may. */
  assertMaySpeak({ account, address }: Poster): void {
    if (this.#mutes.length === 0) return;
    const lookups = { networkSanctions: () => this.#mutes };
    const mute = networkSanctionOn(lookups, 'mute', address, this.#clock.now());
    if (mute === undefined || this.#directory.account(account)?.role === 'operator') return;
    throw new PartylineError('forbidden', sanctionWords('muted.network', mute));
  }
}
