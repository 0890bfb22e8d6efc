import { partyline } from '../line/partyline.ts';
import { atLeast } from '../measure/compare.ts';
import { entrantsOf } from '../measure/entrants.ts';
import { figureOf, figuresBy, figuresOf, written } from '../measure/figures.ts';
import { together } from '../measure/outcome.ts';
import { deliveryRate } from '../measure/running.ts';
import type { Effort, Outcome, Peers, Scenario } from '../measure/scenario.ts';
import { inTurn } from '../measure/turns.ts';
import { inspircd } from '../peers/inspircd.ts';
import { natsCore } from '../peers/nats-core.ts';

const full = { groups: 100, talkers: 10, windows: [1, 8] };
const brief = { groups: 3, talkers: 3, windows: [2] };

/** The peers with rooms that it is to be as fast as: a server of a chat, and one of messages, that store nothing. */
const compared = new Set([inspircd.name, natsCore.name]);

/** Scenario C: many small rooms in which everybody talks. */
export const conversations: Scenario = {
  letter: 'C',
  title: 'Many conversations',
  comparedWith: ['chat'],
  method:
    '1,000 connections in 100 rooms of 10, which one of them has made and the others joined; all talk, with 1 and 8 messages in flight for each: ' +
    '1,000 and 8,000 in all. A message is over when all others in its room have it, and the sender too ' +
    'where a server sends it back. Deliveries are counted for each reader, so that a server that sends ' +
    'nothing back delivers a tenth less for the same message. Each load has a server of its own.',
  async run(effort, peers) {
    const sizes = effort.quick ? brief : full;
    const outcomes: Outcome[] = [];
    for (const window of sizes.windows) {
      outcomes.push(await runWindow({ ...sizes, window }, effort, peers));
    }
    return together(outcomes);
  },
};

async function runWindow(
  { groups, talkers, window }: { groups: number; talkers: number; window: number },
  effort: Effort,
  { chat }: Peers,
): Promise<Outcome> {
  const what = `${written(groups * talkers)} talkers, ${written(groups * talkers * window)} in flight`;
  const shape = { window, audience: { groups, senders: 0, readers: 0, talkers } };
  const turns = await inTurn(what, entrantsOf([partyline], chat, shape, effort), effort);
  const figures = figuresOf(what, 'deliveries/s', turns, ({ run }) => deliveryRate(run));
  const ours = figureOf(figures, partyline.name);
  const rivals = figuresBy(figures, chat).filter(({ who }) => compared.has(who));
  return { figures, goals: rivals.map((one) => atLeast(ours, 1, one)), notes: turns.notes };
}
