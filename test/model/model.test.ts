import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { amending } from './commands/amend.ts';
import { comingAndGoing } from './commands/come-and-go.ts';
import { programs } from './commands/programs.ts';
import { reading } from './commands/read.ts';
import { roomRuling } from './commands/room-powers.ts';
import { settling } from './commands/room-settings.ts';
import { roaming } from './commands/rooms.ts';
import { ruling } from './commands/rule.ts';
import { talking } from './commands/say.ts';
import { Template } from './real.ts';

/** Several times as many, which are longer as well, find more. */
const manyRuns = process.env.PARTYLINE_TEST_MODEL_RUNS;
const numRuns = Number(manyRuns ?? 6);
const maxCommands = manyRuns === undefined ? 80 : 240;
const steps = [
  ...talking,
  ...comingAndGoing,
  ...ruling,
  ...programs,
  ...reading,
  ...amending,
  ...roaming,
  ...settling,
  ...roomRuling,
];

describe('a line on which people talk, come and go, and are ruled', () => {
  const template = new Template();

  before(() => template.make());
  after(() => template.remove());

  it('shows everybody exactly what the model says, once and in order, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(steps, { maxCommands, size: 'max' }), async (commands) => {
        const real = await template.start();
        try {
          const model = template.model();
          await fc.asyncModelRun(() => ({ model, real }), commands);
        } finally {
          await real.end();
          real.remove();
        }
      }),
      { numRuns },
    );
  });
});
