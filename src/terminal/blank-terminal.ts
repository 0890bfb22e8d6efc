import { Writable } from 'node:stream';

/** A terminal that shows nothing, for readline to write to. */
export class BlankTerminal extends Writable {
  override _write(_chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    done();
  }
}
