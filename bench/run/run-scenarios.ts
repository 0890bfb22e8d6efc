import { partyline } from '../line/partyline.ts';
import { endAll } from '../measure/children.ts';
import type { Effort, Outcome, Peers, Scenario } from '../measure/scenario.ts';
import type { System } from '../measure/system.ts';
import { chatPeers, storingPeers } from '../peers/peers.ts';
import { describeMachine } from './machine.ts';
import { updatePage } from './report.ts';
import { type Result, writeResult } from './results.ts';
import { figureRows, goalRows, textTable } from './tables.ts';

/** The peers of each kind, split by whether they are installed. */
interface Installed {
  readonly peers: Peers;
  readonly missing: Readonly<Record<keyof Peers, readonly string[]>>;
}

/** How many scenarios ran through, and how many did not. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Runs scenarios one after the other, whatever comes of each; says on standard output what is going on, and
 * shows the tables.
 *
 * @param write the results, and docs/performance.md
 */
export async function runScenarios(
  wanted: readonly Scenario[],
  effort: Effort,
  write: boolean,
): Promise<Tally> {
  const installed = lookForPeers();
  const missing = [...new Set(Object.values(installed.missing).flat())];
  if (missing.length > 0) console.log(`Not installed, and skipped: ${missing.join(', ')}.`);
  let passed = 0;
  for (const scenario of wanted) {
    if (await runOne(scenario, effort, installed, write)) passed += 1;
  }
  return { passed, failed: wanted.length - passed };
}

function lookForPeers(): Installed {
  const isThere = (system: System) => system.version() !== undefined;
  const missingOf = (systems: readonly System[]) =>
    systems.filter((system) => !isThere(system)).map(({ name }) => name);
  return {
    peers: { chat: chatPeers.filter(isThere), storing: storingPeers.filter(isThere) },
    missing: { chat: missingOf(chatPeers), storing: missingOf(storingPeers) },
  };
}

async function runOne(
  scenario: Scenario,
  effort: Effort,
  installed: Installed,
  write: boolean,
): Promise<boolean> {
  const { letter, title } = scenario;
  console.log(`\n${letter}. ${title}`);
  const progress = (what: string) => console.log(`  ${what}`);
  try {
    const machine = write ? await describeMachine() : undefined;
    const outcome = await scenario.run({ ...effort, progress }, installed.peers);
    const whole = withMissing(outcome, scenario, installed);
    show(whole);
    const isMeasured = whole.figures.length > 0;
    if (machine !== undefined && isMeasured)
      keep(scenario, effort, whole, machine, installed.peers);
    return true;
  } catch (error) {
    console.error(`${letter} failed:`, error);
    return false;
  } finally {
    await endAll();
  }
}

/** Names those it would have been compared with. */
function withMissing(
  outcome: Outcome,
  { comparedWith = [] }: Scenario,
  { missing }: Installed,
): Outcome {
  const names = comparedWith.flatMap((kind) => missing[kind]);
  if (names.length === 0) return outcome;
  const note = `Not installed, so not compared with: ${names.join(', ')}.`;
  return { ...outcome, notes: [...outcome.notes, note] };
}

function show({ figures, goals, notes }: Outcome): void {
  console.log(`\n${textTable(figureRows(figures))}`);
  if (goals.length > 0) console.log(`\n${textTable(goalRows(goals))}`);
  if (notes.length > 0) console.log(`\n${notes.map((note) => `- ${note}`).join('\n')}`);
}

function keep(
  { letter, title, method, comparedWith = [] }: Scenario,
  { repetitions, runMs }: Effort,
  outcome: Outcome,
  machine: Result['machine'],
  peers: Peers,
): void {
  const systems = [partyline, ...comparedWith.flatMap((kind) => peers[kind])];
  writeResult({
    scenario: { letter, title, method },
    date: new Date().toISOString().slice(0, 10),
    machine,
    versions: Object.fromEntries(systems.map((system) => [system.name, system.version() ?? ''])),
    effort: { repetitions, seconds: runMs / 1000 },
    outcome,
  });
  updatePage();
}
