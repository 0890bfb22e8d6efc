import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * A tmux client in control mode (tmux(1), CONTROL MODE): takes commands by lines, answers each with a
 * block, and tells of every output of its pane, so that nobody has to look again and again.
 */
export class TmuxControl {
  readonly #client: ChildProcessWithoutNullStreams;
  readonly #waiting: PromiseWithResolvers<string>[] = [];
  /** The beginning of a line that is still to come. */
  #rest = '';
  #change = Promise.withResolvers<void>();
  /** Settled when tmux has ended, of itself or because it was told to. */
  readonly #closed: Promise<void>;
  #hasClosed = false;
  /** The number of the command whose block is being read, and its lines so far. */
  #block: { readonly number: string; readonly lines: string[] } | undefined;

  private constructor(client: ChildProcessWithoutNullStreams) {
    this.#client = client;
    client.stdin.on('error', () => {});
    client.stdout.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    this.#closed = once(client, 'close').then(() => {
      this.#hasClosed = true;
      for (const { reject } of this.#waiting.splice(0)) reject(new Error('tmux has ended'));
    });
  }

  /** Starts tmux with these arguments, of which the last are a command that attaches to a session. */
  static async start(words: readonly string[]): Promise<TmuxControl> {
    // Characters are as wide as the locale says; C.UTF-8 is everywhere.
    const env = { ...process.env, LC_ALL: 'C.UTF-8', TMUX: '' };
    const control = new TmuxControl(spawn('tmux', ['-u', '-C', ...words], { env }));
    await control.#answer();
    return control;
  }

  /** Runs a command; resolves with its answer. Rejects with tmux's words if it fails. */
  run(...words: string[]): Promise<string> {
    this.#client.stdin.write(`${words.map(quoted).join(' ')}\n`);
    return this.#answer();
  }

  /** Resolves when the pane shows something, or something happens to it. */
  nextChange(): Promise<void> {
    return this.#change.promise;
  }

  /** Ends the server and all that runs in it. */
  async end(): Promise<void> {
    this.#client.stdin.end('kill-server\n');
    await this.#closed;
  }

  #answer(): Promise<string> {
    if (this.#hasClosed) return Promise.reject(new Error('tmux has ended'));
    const answer = Promise.withResolvers<string>();
    this.#waiting.push(answer);
    return answer.promise;
  }

  #take(text: string): void {
    const lines = `${this.#rest}${text}`.split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#read(line);
  }

  #read(line: string): void {
    const [word, , number = ''] = line.split(' ');
    if (this.#block === undefined) {
      if (word === '%begin') this.#block = { number, lines: [] };
      else this.#tellChange();
    } else if ((word === '%end' || word === '%error') && number === this.#block.number) {
      this.#settle(word, this.#block.lines.join('\n'));
    } else this.#block.lines.push(line);
  }

  #settle(word: '%end' | '%error', answer: string): void {
    this.#block = undefined;
    const waiting = this.#waiting.shift();
    if (word === '%end') waiting?.resolve(answer);
    else waiting?.reject(new Error(`tmux: ${answer}`));
  }

  #tellChange(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }
}

/** A word as tmux's own syntax has it; a command ends at the end of its line. */
function quoted(word: string): string {
  const escaped = word.replace(/["\\$\n]/g, (character) => {
    return character === '\n' ? '\\n' : `\\${character}`;
  });
  return `"${escaped}"`;
}
