import type { OperatorListener, OperatorMessage } from '../server/operator.ts';
import type { MessageKind } from '../words/message-kind.ts';
import { completeLine, runCommand } from './commands.ts';
import { consoleCommands } from './console-commands.ts';
import { promptFor } from './conversation.ts';
import type { AtDesk, Desk } from './desk.ts';
import { errorLines, messageLines, noticeLines, presenceLines, type View } from './render.ts';
import type { Screen } from './screen.ts';
import type { Style } from './style.ts';

/** Lines of a pipe that may wait to be done before no more are read. */
const maxWaiting = 64;

/** The operator's console on one screen: shows what is said, and says and does what is typed. */
export class Console implements AtDesk {
  readonly screen: Screen;
  readonly desk: Desk;
  readonly #style: Style;
  readonly #leave: (() => void) | undefined;
  #partner: string | null = null;
  #detach: (() => void) | undefined;
  #entered: Promise<void> = Promise.resolve();
  #waiting = 0;

  /**
   * @param leave what `exit` and the end of the input do; a console that cannot be left, as the
   *   server's own, has none
   */
  constructor(screen: Screen, style: Style, desk: Desk, leave?: () => void) {
    this.screen = screen;
    this.#style = style;
    this.desk = desk;
    this.#leave = leave;
  }

  /** Begins to show and to take lines. */
  open(): void {
    if (this.#leave !== undefined) this.#introduce();
    const listener: OperatorListener = {
      message: (message) => this.#show(message),
      presence: (changes) => {
        const others = changes.filter(({ name }) => name !== this.desk.operator.name);
        for (const line of presenceLines(others, this.view())) this.screen.print(line);
      },
    };
    const { caughtUp, detach } = this.desk.operator.attach(listener);
    this.#detach = detach;
    this.#entered = caughtUp;
    this.screen.on('line', (line) => this.#next(() => this.#enter(line)));
    this.screen.on('end', () => this.#next(() => this.#end()));
    this.turnTo(null);
  }

  /** Shows nothing more, and gives the screen back. */
  async close(): Promise<void> {
    this.#detach?.();
    this.#detach = undefined;
    await this.screen.close();
  }

  readonly view = (): View => ({ style: this.#style, now: Date.now() });

  get partner(): string | null {
    return this.#partner;
  }

  turnTo(partner: string | null): void {
    this.#partner = partner;
    this.screen.prompt(promptFor(partner, this.view()));
  }

  async say(to: string | null, kind: MessageKind, text: string): Promise<void> {
    const { operator } = this.desk;
    if (to === null) {
      await operator.say(kind, text);
      return;
    }
    const { away } = await operator.tell(to, kind, text);
    if (away) this.#note(`${to} is not here; the message waits for them.`);
  }

  /** What Tab offers for a line. */
  complete(line: string): [string[], string] {
    const names = this.desk.operator.people().map(({ name }) => name);
    return completeLine(consoleCommands, names, line);
  }

  #show(message: OperatorMessage): void {
    const own = message.from === this.desk.operator.name;
    this.screen.print(messageLines({ ...message, own }, this.view()));
  }

  /** Whoever attaches later has not seen what the server said at its start. */
  #introduce(): void {
    const { lineName, operator } = this.desk;
    this.#note(`Console of ${lineName}, whose address is ${this.desk.address({})}`);
    this.#note(`You are ${operator.name}. Type to talk; /help lists the commands, exit detaches.`);
  }

  /** What is entered is done in order, so that a pipe sees all answers before its end is heeded. */
  #next(work: () => void | Promise<void>): void {
    this.#waiting += 1;
    if (this.#waiting >= maxWaiting) this.screen.pause();
    this.#entered = this.#entered.then(work).then(() => {
      this.#waiting -= 1;
      if (this.#waiting <= maxWaiting / 2) this.screen.resume();
    });
  }

  async #enter(line: string): Promise<void> {
    if (line.trim() === '') return;
    if (line.trim() === 'exit') {
      this.#exit();
      return;
    }
    try {
      const text = await runCommand(consoleCommands, this, line);
      if (text !== undefined) await this.say(this.#partner, 'text', text);
    } catch (error) {
      this.screen.note(errorLines(error, this.#style));
    }
  }

  #exit(): void {
    if (this.#leave !== undefined) this.#leave();
    else this.#note('This is the console of the server: /stop stops it.');
  }

  /** Ctrl-D at the server's own console stops the server; a pipe that ends leaves it running. */
  #end(): void {
    if (this.#leave !== undefined) this.#leave();
    else if (this.screen.interactive) this.desk.stop('');
    else void this.close();
  }

  #note(text: string): void {
    this.screen.note(noticeLines(text, this.#style));
  }
}
