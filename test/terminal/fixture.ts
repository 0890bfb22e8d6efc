/*
 * A program with a LineScreen for the tests: what is sent to the port it names is printed, what is
 * entered is repeated or does what it says.
 */
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { safeText } from '../../src/talk/safe-text.ts';
import { plainStyle } from '../../src/talk/style.ts';
import { LineScreen } from '../../src/terminal/line-screen.ts';
import { askPassword, PromptCancelled } from '../../src/terminal/prompts.ts';

const screen = new LineScreen({ input: process.stdin, output: process.stdout });
screen.complete = (line) => [['/who ', '/wall '].filter((word) => word.startsWith(line)), line];

// Only the terminal keeps the program going.
const incoming = createServer((socket) => {
  socket.unref();
  createInterface({ input: socket }).on('line', (line) => screen.print(line));
});

async function leave(word: string): Promise<void> {
  screen.print(word);
  await screen.close();
}

async function askAside(): Promise<void> {
  try {
    const password = await screen.aside(() => askPassword(plainStyle, 'Password:'));
    screen.print(`a password of ${password.length} characters`);
  } catch (error) {
    if (!(error instanceof PromptCancelled)) throw error;
    screen.print('no password');
  }
}

screen.on('line', (line) => {
  if (line === 'password') void askAside();
  else screen.print(`entered: ${safeText(line, { newlines: false })}`);
});
screen.on('interrupt', () => void leave('interrupted'));
screen.on('end', () => void leave('ended'));

incoming.listen(0, '127.0.0.1').unref();
incoming.on('listening', () => {
  const address = incoming.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  screen.print(`port ${address.port}`);
  screen.prompt('> ');
});
