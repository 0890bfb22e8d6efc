import { patienceMs, within } from '../support/within.ts';
import { type ChildProgram, type Exit, startProgram } from './child-program.ts';
import type { Counts, FromLoad, LoadReport, ToLoad } from './load-report.ts';

/** Clients that talk and read, in a process of their own; see load.fixture.ts. */
export class LoadProcess {
  readonly #program: ChildProgram;

  /** @param address of the server, which accepts connections already */
  constructor(address: string) {
    this.#program = startProgram(new URL('./load.fixture.ts', import.meta.url), [address]);
  }

  /** How far the load has come, as soon as more than `beyond` messages are delivered, or nothing moves. */
  async counts(beyond = -1): Promise<Counts> {
    const answer = await this.#ask({ type: 'count', beyond }, 'counts');
    return answer.counts;
  }

  /** Lets the load come to rest and end; resolves with all it has seen. */
  async finish(): Promise<LoadReport> {
    const { report } = await this.#ask({ type: 'finish' }, 'report');
    await this.#program.exit;
    return report;
  }

  /** Ends it at once; resolves when the process is gone. */
  async kill(): Promise<Exit> {
    this.#program.child.kill('SIGKILL');
    return this.#program.exit;
  }

  #ask<Type extends FromLoad['type']>(
    question: ToLoad,
    type: Type,
  ): Promise<Extract<FromLoad, { type: Type }>> {
    const { child, exit } = this.#program;
    const answer = new Promise<Extract<FromLoad, { type: Type }>>((resolve, reject) => {
      child.once('message', (message: FromLoad) => resolve(message as never));
      exit.then(({ errors }) => reject(new Error(`the load ended: ${errors}`)), reject);
      child.send(question);
    });
    return within(patienceMs, `${type} of the load`, answer);
  }
}
