import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Vitals } from '../vitals/vitals.ts';
import { type Told, toldOf } from './told.ts';

/** Bounds of the times of commits, in seconds: from a fast disk to one that is in trouble. */
const commitSeconds = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
/** Bounds of the sizes of batches, in decisions. */
const batchSizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096];

/**
 * Writes how a server is doing in the text format of Prometheus, version 0.0.4. From the moment it is made it also
 * measures the event loop, which takes a little of the processor.
 */
export class Exposition {
  readonly #registry = new Registry();
  readonly #vitals: Vitals;
  readonly #metrics = new Map<string, Counter | Gauge>();

  /** @param software the program and its version */
  constructor(vitals: Vitals, software: string) {
    this.#vitals = vitals;
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    new Gauge({
      name: 'partyline_info',
      help: 'The program and its version; always 1.',
      labelNames: ['software'],
      registers,
    }).set({ software }, 1);
    const duration = new Histogram({
      name: 'partyline_commit_duration_seconds',
      help: 'How long a batch took from the moment it began its way to the disk until it was stored.',
      buckets: commitSeconds,
      registers,
    });
    const size = new Histogram({
      name: 'partyline_commit_decisions',
      help: 'How many messages and other decisions were stored together.',
      buckets: batchSizes,
      registers,
    });
    vitals.onCommit((proposals, tookMs) => {
      duration.observe(tookMs / 1_000);
      size.observe(proposals);
    });
  }

  /** The type of the text, as HTTP names it. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything as of now. Rejects when the threads of the server do not answer. */
  async text(): Promise<string> {
    const signs = await this.#vitals.read();
    for (const told of toldOf(signs)) this.#tell(told);
    return await this.#registry.metrics();
  }

  #tell({ name, help, label, values }: Told): void {
    const isCounter = name.endsWith('_total');
    let metric = this.#metrics.get(name);
    if (metric === undefined) {
      const labelNames = label === undefined ? [] : [label];
      const options = { name: `partyline_${name}`, help, labelNames, registers: [this.#registry] };
      metric = isCounter ? new Counter(options) : new Gauge(options);
      this.#metrics.set(name, metric);
    }
    metric.reset();
    for (const [kind, value] of values) {
      metric.inc(label === undefined ? {} : { [label]: kind }, value);
    }
  }
}
