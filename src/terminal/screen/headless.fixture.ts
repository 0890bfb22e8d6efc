import headless from '@xterm/headless';
import type { Frame } from './painter.ts';
import { Painter } from './painter.ts';

/** A terminal without a screen, which shows frames and tells what else was done to it. */
export class HeadlessTerminal {
  /** Changes of the title, bells, texts for the clipboard and answers to the program. */
  readonly effects: string[] = [];
  readonly #terminal: InstanceType<typeof headless.Terminal>;
  readonly #painter = new Painter();

  constructor(columns: number, rows: number) {
    this.#terminal = new headless.Terminal({
      cols: columns,
      rows,
      allowProposedApi: true,
      scrollback: 100,
    });
    const tell = (effect: string) => this.effects.push(effect);
    this.#terminal.onTitleChange((title) => tell(`title ${title}`));
    this.#terminal.onBell(() => tell('bell'));
    this.#terminal.onData((data) => tell(`reply ${data}`));
    this.#terminal.onScroll(() => tell('scroll'));
    for (const osc of [0, 2, 4, 8, 9, 10, 11, 52, 777, 1337]) {
      this.#terminal.parser.registerOscHandler(osc, (data) => {
        tell(`osc ${osc} ${data}`);
        return true;
      });
    }
    this.#terminal.parser.registerDcsHandler({ final: 'q' }, () => {
      tell('dcs');
      return true;
    });
  }

  /** Shows a frame after the one before. */
  async show(frame: Frame): Promise<void> {
    await this.write(this.#painter.paint(frame));
  }

  write(text: string): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(text, resolve));
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  /** The rows that are seen, without the spaces at their ends. */
  get rows(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.#terminal.rows }, (_, row) =>
      (active.getLine(active.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
    );
  }

  /** The characters of a column from the top to the bottom. */
  column(x: number): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from(
      { length: this.#terminal.rows },
      (_, row) =>
        active
          .getLine(active.viewportY + row)
          ?.getCell(x)
          ?.getChars() || ' ',
    );
  }

  get cursor(): { readonly x: number; readonly y: number } {
    const { cursorX: x, cursorY: y } = this.#terminal.buffer.active;
    return { x, y };
  }
}
