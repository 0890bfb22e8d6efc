/*
 * Makes docs/session.svg, the picture of README: runs a server and two clients in real terminals, lets
 * them talk, and draws what stands on two of their screens. `npm run picture`; needs tmux.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { Terminal } from '../test/terminal/tmux.ts';
import { drawScreens } from './picture/svg.ts';

const columns = 80;
/** Rows of the operator's console: so few that it begins below the folders of this machine. */
const consoleRows = 9;
const rows = 18;
/** More than the time between two notices that somebody types, in milliseconds. */
const typingEveryMs = 3_200;
const target = new URL('../docs/session.svg', import.meta.url);
const program = new URL('../src/cli/main.ts', import.meta.url).pathname;

/** Starts `partyline` with a home folder of its own. */
async function start(
  folder: string,
  person: string,
  height: number,
  ...words: string[]
): Promise<Terminal> {
  const home = join(folder, person);
  return Terminal.start({
    command: [process.execPath, '--disable-warning=ExperimentalWarning', program, ...words],
    columns,
    rows: height,
    env: {
      PARTYLINE_UI: 'full',
      HOME: home,
      XDG_DATA_HOME: '',
      XDG_STATE_HOME: '',
      NO_COLOR: '',
      npm_lifecycle_event: 'start',
    },
  });
}

/** Joins as a newcomer, typing what a person would. */
async function joinAs(folder: string, person: string, address: string): Promise<Terminal> {
  const terminal = await start(folder, person, rows, 'join', address);
  await terminal.waitFor('Your name:');
  await terminal.press('C-u');
  await terminal.enter(person);
  await terminal.waitFor('Choose a password');
  await terminal.enter(`pass the salt, ${person}`);
  await terminal.waitFor('again');
  await terminal.enter(`pass the salt, ${person}`);
  await terminal.waitFor(/1 lobby .*\n[\s\S]*Welcome, /);
  return terminal;
}

async function main(folder: string): Promise<void> {
  const serve = ['serve', '--host', '127.0.0.1', '--port', '0', '--name', 'Night shift'];
  await using operator = await start(folder, 'mira', consoleRows, ...serve, '--operator', 'mira');
  await operator.waitFor('lobby>');
  const address = /127\.0\.0\.1 port (\d+)/.exec(await operator.everything())?.[1];
  await using ana = await joinAs(folder, 'ana', `127.0.0.1:${address}`);
  await using bob = await joinAs(folder, 'bob', `127.0.0.1:${address}`);
  const all = [operator, ana, bob];
  const say = async (who: Terminal, line: string, seen = line, readers = all) => {
    await who.enter(line);
    await Promise.all(readers.map((terminal) => terminal.waitFor(seen)));
  };
  await ana.enter('/join #deploys');
  await ana.waitFor('made the room');
  await bob.enter('/join #deploys');
  await ana.waitFor('bob joined');
  await ana.enter('/topic What goes out, and when');
  await bob.waitFor('set the topic');
  await say(ana, 'release 12 is ready', 'release 12', [ana, bob]);
  await say(bob, 'at five, after the backup', 'at five', [ana, bob]);
  await bob.press('M-1');
  await bob.waitFor('Welcome, bob');
  await ana.press('M-1');
  await say(operator, 'the backup host is full again');
  await say(bob, 'ana, which volume was it last time?', 'which volume');
  await say(ana, '/reply 1 the one with the photos', 'with the photos');
  await say(bob, '/react 1 :+1:', '👍', [bob, ana]);
  await say(bob, '/me brews coffee', 'brews coffee');
  await bob.enter('/msg #deploys then at six');
  await bob.enter('/msg ana psst');
  await ana.waitFor('3 @bob 1!');
  await say(operator, 'take your time, nothing is lost');
  await bob.type('ok, ');
  // So often others are told that somebody types.
  await delay(typingEveryMs);
  await bob.type('af');
  await ana.waitFor('bob types');
  await ana.type('I will look at');
  await ana.waitFor('look at');
  const screens = [
    { title: 'ana: npm run join', text: await ana.painted() },
    { title: 'mira, the operator: npm start', text: await operator.painted() },
  ];
  await writeFile(target, drawScreens(screens, columns));
}

const folder = await mkdtemp(join(tmpdir(), 'partyline-picture-'));
try {
  await main(folder);
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
}
