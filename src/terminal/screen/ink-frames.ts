import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { type Instance, render } from 'ink';
import { createElement as element } from 'react';
import type { Frame, Place, Rectangle } from './painter.ts';
import { type Panes, ScreenView, type ScreenViewProps } from './screen-view.ts';

/** The views, mounted: each call lays them out and gives the frame to be painted. */
export class InkFrames {
  readonly #panes: Panes = new Map();
  readonly #output = new NoOutput();
  readonly #input = new PassThrough();
  #instance: Instance | undefined;

  /** @param cursor in the pane of the input; undefined: nowhere */
  frame(shown: Omit<ScreenViewProps, 'panes'>): Frame {
    const { columns, rows } = shown.size;
    this.#output.columns = columns;
    this.#output.rows = rows;
    const view = element(ScreenView, { ...shown, panes: this.#panes });
    if (this.#instance === undefined) this.#instance = render(view, this.#options);
    else this.#instance.rerender(view);
    return { columns, rows, panes: [...this.#panes.values()], cursor: this.#cursor(shown) };
  }

  /** Where a pane is, when it was laid out last; undefined for one that is not shown. */
  placeOf(pane: string): Rectangle | undefined {
    return this.#panes.get(pane)?.place;
  }

  close(): void {
    this.#instance?.unmount();
    this.#instance = undefined;
  }

  #cursor({ input }: Omit<ScreenViewProps, 'panes'>): Place | undefined {
    const pane = this.#panes.get('input');
    return pane && { x: pane.place.x + input.x, y: pane.place.y + input.y };
  }

  /** Ink lays out; it reads no keys, patches nothing, and has no terminal to write to. */
  get #options() {
    return {
      stdout: this.#output as unknown as NodeJS.WritableStream,
      stderr: this.#output as unknown as NodeJS.WritableStream,
      stdin: this.#input,
      // A layout is wanted at once, not so many times a second.
      debug: true,
      interactive: false,
      exitOnCtrlC: false,
      patchConsole: false,
    };
  }
}

/** Takes what Ink would write: boxes without a text in them. */
class NoOutput extends EventEmitter {
  columns = 80;
  rows = 24;
  readonly writable = true;

  write(_text: string, done?: () => void): boolean {
    done?.();
    return true;
  }
}
