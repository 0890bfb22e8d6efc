import { noNatsServer } from '../../src/cluster/nats-server.fixture.ts';
import { lineOnNodes } from '../line/cluster.ts';
import { partyline } from '../line/partyline.ts';
import { ratios } from '../measure/compare.ts';
import { figureOf, figuresOf } from '../measure/figures.ts';
import { together } from '../measure/outcome.ts';
import { completedRate, deliveryRate, type Loaded, load, withRunning } from '../measure/running.ts';
import type { Effort, Figure, Outcome, Scenario } from '../measure/scenario.ts';
import type { Audience, System } from '../measure/system.ts';
import { inTurn } from '../measure/turns.ts';
import { told } from '../measure/values.ts';

const single = lineOnNodes(1);
const several = lineOnNodes(3);
const oneMachine: System = { ...partyline, name: 'without a cluster' };

/** A load, and what is counted of it. */
interface Shape {
  readonly what: string;
  readonly audience: Audience;
  /** Messages in flight for each sender. */
  readonly window: number;
  readonly isRead: boolean;
}

const acceptedBy = (senders: number, window: number): Shape => ({
  what: `${senders === 1 ? '1 sender' : `${senders} senders`}, ${window} in flight each`,
  audience: { groups: 1, senders, readers: 0, talkers: 0 },
  window,
  isRead: false,
});
const readBy = (readers: number, window: number): Shape => ({
  what: `${readers} readers, ${window} in flight`,
  audience: { groups: 1, senders: 1, readers, talkers: 0 },
  window,
  isRead: true,
});

const full: readonly Shape[] = [
  acceptedBy(1, 1),
  acceptedBy(3, 64),
  acceptedBy(3, 512),
  readBy(300, 64),
];
const brief: readonly Shape[] = [acceptedBy(3, 8), readBy(3, 8)];

/** Scenario L: a line on several nodes. */
export const nodes: Scenario = {
  letter: 'L',
  title: 'Several nodes',
  method:
    'One node and three nodes of a line whose order three nats-servers keep in their files, beside the same line ' +
    'without a cluster. All nodes and nats-servers share one core of one machine, and its disk, so that this shows ' +
    'what a node costs; what machines of their own bring is not in it. Senders and readers are spread over the nodes. A ' +
    'message without readers is over when the node of its sender has acknowledged it, which it does once the order has ' +
    'it and its own store is flushed; with readers, when all of them have it. After each load every node is asked ' +
    'whether its store holds as many messages as were sent. Each load has nodes and nats-servers of its own.',
  async run(effort) {
    if (noNatsServer !== false) {
      return { figures: [], goals: [], notes: [`It was not measured: ${noNatsServer}.`] };
    }
    const outcomes: Outcome[] = [];
    for (const shape of effort.quick ? brief : full) outcomes.push(await runShape(shape, effort));
    return together(outcomes);
  },
};

async function runShape(shape: Shape, effort: Effort): Promise<Outcome> {
  const { what, isRead } = shape;
  const entrants = [oneMachine, single, several].map((system) => ({
    who: system.name,
    required: true,
    take: () => take(system, shape, effort),
  }));
  const turns = await inTurn(what, entrants, effort);
  const rate = isRead ? deliveryRate : completedRate;
  const rates = figuresOf(what, isRead ? 'deliveries/s' : 'messages/s', turns, ({ run }) =>
    rate(run),
  );
  return {
    figures: [
      ...rates,
      ...figuresOf(`${what}, p50`, 'us', turns, ({ run }) => run.p50),
      ...figuresOf(`${what}, p99`, 'us', turns, ({ run }) => run.p99),
    ],
    goals: [],
    notes: effort.quick ? [] : [ratioNote(what, rates)],
  };
}

function take(
  system: System,
  { audience, window, isRead }: Shape,
  effort: Effort,
): Promise<Loaded> {
  return withRunning(system, audience, async (running) => {
    const loaded = await load(
      running,
      window,
      effort,
      isRead ? 'delivered' : running.acknowledgement,
    );
    await running.assertStored?.(loaded.verified.sent);
    return loaded;
  });
}

function ratioNote(what: string, rates: readonly Figure[]): string {
  const [alone, one, three] = [oneMachine, single, several].map(({ name }) =>
    figureOf(rates, name),
  ) as [Figure, Figure, Figure];
  return (
    `${what}: three nodes take ${told(ratios(three, one), 'x', 2)} what one node takes, and one node ` +
    `${told(ratios(one, alone), 'x', 2)} what a line without a cluster takes.`
  );
}
