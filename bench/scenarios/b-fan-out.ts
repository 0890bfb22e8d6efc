import { partyline } from '../line/partyline.ts';
import { atLeast, atLeastBest } from '../measure/compare.ts';
import { entrantsOf } from '../measure/entrants.ts';
import { figureOf, figuresBy, figuresOf, written } from '../measure/figures.ts';
import { together } from '../measure/outcome.ts';
import { deliveryRate } from '../measure/running.ts';
import type { Effort, Outcome, Peers, Scenario } from '../measure/scenario.ts';
import { inTurn } from '../measure/turns.ts';
import { fanOutReference } from '../reference/fan-out.ts';

const reference = fanOutReference();
/** A message as our readers get it has about so many bytes. */
const longReference = fanOutReference(250);

/** One sender's way of talking to so many. */
interface Shape {
  readonly readers: number;
  readonly window: number;
  /** How many times the best peer, and the C reference, is the goal. */
  readonly ofPeers: number;
  readonly ofReference?: number;
}

const shapes: readonly Shape[] = [
  { readers: 10, window: 64, ofPeers: 0.5 },
  { readers: 10, window: 512, ofPeers: 0.5 },
  { readers: 100, window: 64, ofPeers: 0.5 },
  { readers: 100, window: 512, ofPeers: 1.2 },
  { readers: 1_000, window: 64, ofPeers: 1 },
  { readers: 1_000, window: 512, ofPeers: 2, ofReference: 0.6 },
];

const briefly: readonly Shape[] = [{ readers: 3, window: 4, ofPeers: 0.5, ofReference: 0.6 }];

/** Scenario B: a message to many. */
export const fanOut: Scenario = {
  letter: 'B',
  title: 'One to many',
  comparedWith: ['chat'],
  method:
    'One connection sends to 10, 100 and 1,000 others in one room, with 64 and 512 messages in flight: the ' +
    'next one is sent when all readers have an earlier one. Deliveries are counted for each reader. The C ' +
    'reference is one thread that reads, gathers and writes, and does nothing else; it shows what the ' +
    'machine has to give. Its frames hold the text alone; the variant with frames as long as ours shows ' +
    'what the longer frames cost. Each load has a server of its own, started for it.',
  async run(effort, peers) {
    const outcomes: Outcome[] = [];
    for (const shape of effort.quick ? briefly : shapes) {
      outcomes.push(await runShape(shape, effort, peers));
    }
    return together(outcomes);
  },
};

async function runShape(shape: Shape, effort: Effort, { chat }: Peers): Promise<Outcome> {
  const { readers, window, ofPeers, ofReference } = shape;
  const what = `${written(readers)} readers, ${window} in flight`;
  const load = { window, audience: { groups: 1, senders: 1, readers, talkers: 0 } };
  const own = [partyline, reference, longReference];
  const turns = await inTurn(what, entrantsOf(own, chat, load, effort), effort);
  const figures = figuresOf(what, 'deliveries/s', turns, ({ run }) => deliveryRate(run));
  const ours = figureOf(figures, partyline.name);
  const limit = figureOf(figures, reference.name);
  return {
    figures,
    goals: [
      ...atLeastBest(ours, ofPeers, figuresBy(figures, chat)),
      ...(ofReference === undefined ? [] : [atLeast(ours, ofReference, limit, 'the C reference')]),
    ],
    notes: turns.notes,
  };
}
