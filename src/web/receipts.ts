import type { Receipt } from '../client/core/reading.ts';
import type { Line } from '../client/line.ts';
import { Observed } from './observed.ts';

/** How far the others of direct conversations have come, by the rooms' ids and the people's names. */
export class Receipts {
  readonly shown = new Observed<ReadonlyMap<string, ReadonlyMap<string, Receipt>>>(new Map());
  readonly #line: Pick<Line, 'reading'>;

  constructor(line: Pick<Line, 'on' | 'reading'>) {
    this.#line = line;
    line.on('receipt', ({ room, name, delivered, read }) =>
      this.#learn(room, [{ name, delivered, read }]),
    );
  }

  /** Asks how far they have come in one. Where the line is down, or nobody has said anything yet, nothing is learnt. */
  async ask(room: string): Promise<void> {
    try {
      this.#learn(room, await this.#line.reading.receipts(room));
    } catch {
      // It is asked for again when somebody looks again.
    }
  }

  #learn(room: string, receipts: readonly Receipt[]): void {
    const known = new Map(this.shown.value.get(room));
    for (const receipt of receipts) known.set(receipt.name, receipt);
    this.shown.set(new Map(this.shown.value).set(room, known));
  }
}

/** The people who have come so far: those who have read it, and those who have it on a device. */
export function reachedBy(
  seq: number,
  receipts: Iterable<Receipt>,
): { readonly read: readonly string[]; readonly delivered: readonly string[] } {
  const all = [...receipts];
  const read = all.filter((receipt) => receipt.read >= seq);
  const delivered = all.filter((receipt) => receipt.read < seq && receipt.delivered >= seq);
  const names = (some: readonly Receipt[]) => some.map(({ name }) => name).sort();
  return { read: names(read), delivered: names(delivered) };
}
