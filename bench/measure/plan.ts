/** A step of a connection that gets ready: it says something, or waits until it hears something. */
export type Step = { readonly say: Buffer | string } | { readonly await: Buffer | string };

/** One connection of the load. */
export interface PlannedConnection {
  /** It talks to those of the same group. Numbers are dense and begin with 0. */
  readonly group: number;
  readonly sends: boolean;
  readonly reads: boolean;
  /** It reads nothing while the others go on; see `Plan.stallMs`. */
  readonly stalls?: boolean;
  readonly steps: readonly Step[];
  /** Where its `<<token>>` is heard: what stands in front of it, and its length in bytes. */
  readonly token?: { readonly after: string; readonly bytes: number };
  /**
   * Its messages, with `<<text>>`, and where they are needed `<<token>>`, `<<id>>` (10 digits) and
   * `<<mid>>` (22 characters).
   */
  readonly message?: Buffer;
  /** The address of the loopback it comes from. */
  readonly from?: string;
  /** The port that it goes to; that of the plan if left out. */
  readonly port?: number;
}

/** When a message is over and the next one may be sent: when all readers have it, or at these bytes. */
export type Credit = 'delivered' | { readonly acknowledgement: Buffer | string };

/** The plan of a load. Times are milliseconds. */
export interface Plan {
  readonly host: string;
  readonly port: number;
  readonly connections: readonly PlannedConnection[];
  /** Messages in flight for each sender. */
  readonly window: number;
  /** Bytes of a text. */
  readonly textBytes: number;
  readonly credit: Credit;
  /** The server sends a message to its sender as well. */
  readonly echo: boolean;
  /** The answer when these bytes arrive. */
  readonly answer?: { readonly ping: string; readonly pong: Buffer };
  /** Connections that get ready at the same time; default 16. */
  readonly ramp?: number;
  /** Time in which nothing is sent, in front of all else. */
  readonly holdMs?: number;
  readonly warmupMs: number;
  readonly runMs: number;
  /** How often `runMs`; default 1. */
  readonly repeat?: number;
  /** After the runs: so long the connections that stall read nothing. Then they catch up. */
  readonly stallMs?: number;
  /** How long nothing may happen before the load gives up; default 10 s. */
  readonly patienceMs?: number;
}

/** The plan as the load reads it; see load/load.c. */
export function writePlan(plan: Plan): string {
  const { credit, answer } = plan;
  const lines = [
    `target ${plan.host} ${plan.port}`,
    `window ${plan.window}`,
    `text ${plan.textBytes}`,
    `echo ${Number(plan.echo)}`,
    `ramp ${plan.ramp ?? 16}`,
    `warmup ${plan.warmupMs}`,
    `run ${plan.runMs}`,
    `repeat ${plan.repeat ?? 1}`,
    `stall ${plan.stallMs ?? 0}`,
    `hold ${plan.holdMs ?? 0}`,
    `patience ${plan.patienceMs ?? 10_000}`,
    credit === 'delivered' ? 'credit delivered' : 'credit acknowledged',
    ...(credit === 'delivered' ? [] : [`acknowledgement ${hex(credit.acknowledgement)}`]),
    ...(answer === undefined ? [] : [`answer ${hex(answer.ping)} ${hex(answer.pong)}`]),
    ...plan.connections.flatMap(connectionLines),
  ];
  return `${lines.join('\n')}\n`;
}

function connectionLines(connection: PlannedConnection): string[] {
  const { group, sends, reads, stalls, from, port, token, message, steps } = connection;
  const flags = `${sends ? 's' : ''}${reads ? 'r' : ''}${stalls === true ? 'x' : ''}`;
  return [
    `connection ${group} ${flags} ${from ?? ''}`.trimEnd(),
    ...(port === undefined ? [] : [`port ${port}`]),
    ...(token === undefined ? [] : [`token ${hex(token.after)} ${token.bytes}`]),
    ...steps.map((step) => ('say' in step ? `say ${hex(step.say)}` : `await ${hex(step.await)}`)),
    ...(message === undefined ? [] : [`message ${hex(message)}`]),
  ];
}

function hex(bytes: Buffer | string): string {
  return Buffer.from(bytes as string).toString('hex');
}

/** The first bytes of a connection, in base64: for loads that are not load/load.c. */
export function greetingOf({ steps }: PlannedConnection): string {
  const [first] = steps;
  if (first === undefined || !('say' in first)) throw new Error('a connection begins with nothing');
  return Buffer.from(first.say as string).toString('base64');
}
