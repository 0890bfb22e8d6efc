import { Interface, type Key } from 'node:readline';

/** How readline's editor takes a key; Node keeps these names for programs that change it. */
interface Editor {
  _ttyWrite(text: string | undefined, key: Key): void;
  _insertString(text: string): void;
}

let isDone = false;

/**
 * Lets nothing but Enter end a line in editors and questions. readline takes U+2028 and U+2029 for line ends
 * as well, and would send a pasted text in pieces.
 */
export function endLinesByEnterAlone(): void {
  if (isDone) return;
  isDone = true;
  const editor = Interface.prototype as unknown as Editor;
  const usual = editor._ttyWrite;
  editor._ttyWrite = function (this: Editor, text, key) {
    if (text === '\u2028' || text === '\u2029') this._insertString(text);
    else usual.call(this, text, key);
  };
}
