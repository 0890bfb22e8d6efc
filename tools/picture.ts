/*
 * Makes docs/session.svg, the picture of README: runs a server and two clients in real terminals, lets
 * them talk, and draws what stands on their screens. `npm run picture`; needs tmux.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Terminal } from '../test/terminal/tmux.ts';
import { drawScreens } from './picture/svg.ts';

const columns = 80;
/** So few that the operator's screen begins below the folders of this machine. */
const rows = 11;
const target = new URL('../docs/session.svg', import.meta.url);
const program = new URL('../src/cli/main.ts', import.meta.url).pathname;

/** Starts `partyline` with a home folder of its own. */
async function start(folder: string, person: string, ...words: string[]): Promise<Terminal> {
  const home = join(folder, person);
  return Terminal.start({
    command: [process.execPath, '--disable-warning=ExperimentalWarning', program, ...words],
    columns,
    rows,
    env: {
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
  const terminal = await start(folder, person, 'join', address);
  await terminal.waitFor('Your name:');
  await terminal.press('C-u');
  await terminal.enter(person);
  await terminal.waitFor('Choose a password');
  await terminal.enter(`pass the salt, ${person}`);
  await terminal.waitFor('again');
  await terminal.enter(`pass the salt, ${person}`);
  await terminal.waitFor(`Welcome, ${person}`);
  await terminal.waitFor('Here:');
  return terminal;
}

async function main(folder: string): Promise<void> {
  const serve = ['serve', '--host', '127.0.0.1', '--port', '0', '--name', 'Night shift'];
  await using operator = await start(folder, 'mira', ...serve, '--operator', 'mira');
  const screen = await operator.waitFor('lobby>');
  const address = /127\.0\.0\.1 port (\d+)/.exec(screen)?.[1];
  await using ana = await joinAs(folder, 'ana', `127.0.0.1:${address}`);
  await using bob = await joinAs(folder, 'bob', `127.0.0.1:${address}`);
  const say = async (who: Terminal, line: string, seen = line) => {
    await who.enter(line);
    await Promise.all([operator, ana, bob].map((terminal) => terminal.waitFor(seen)));
  };
  await Promise.all([operator, ana].map((terminal) => terminal.waitFor('bob came')));
  await say(operator, 'the backup host is full again');
  await say(ana, 'looking');
  await say(bob, '/me brews coffee', 'brews coffee');
  await ana.enter('/msg bob which volume was it last time?');
  await bob.waitFor('which volume');
  await say(operator, 'take your time, nothing is lost');
  await bob.type('the one with the phot');
  await bob.waitFor('the one with the phot');
  const screens = [
    { title: 'mira, the operator: npm start', text: await operator.painted() },
    { title: 'ana: npm run join', text: await ana.painted() },
    { title: 'bob: npm run join, while typing', text: await bob.painted() },
  ];
  await writeFile(target, drawScreens(screens, columns));
}

const folder = await mkdtemp(join(tmpdir(), 'partyline-picture-'));
try {
  await main(folder);
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
}
