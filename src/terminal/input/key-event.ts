/**
 * A key of a terminal as it was pressed: a character, a text that was pasted, or a key with a name such as
 * `enter`, `ctrl-a`, `alt-b`, `shift-tab`, `f8`, `ctrl-alt-x`. A name's modifiers stand in the order ctrl, alt,
 * shift, and its letters are small.
 */
export type KeyEvent =
  | {
      readonly type: 'text';
      /** One code point. */
      readonly text: string;
    }
  | { readonly type: 'key'; readonly name: string }
  | {
      readonly type: 'paste';
      /** As the terminal gave it, with its control characters. */
      readonly text: string;
    };

/** The modifiers of a key. */
export interface Modifiers {
  readonly ctrl?: boolean;
  readonly alt?: boolean;
  readonly shift?: boolean;
}

/** The name of a key with its modifiers in front. */
export function keyName(name: string, { ctrl, alt, shift }: Modifiers = {}): string {
  return `${ctrl ? 'ctrl-' : ''}${alt ? 'alt-' : ''}${shift ? 'shift-' : ''}${name}`;
}

/** A key with a name. */
export function namedKey(name: string, modifiers?: Modifiers): KeyEvent {
  return { type: 'key', name: keyName(name, modifiers) };
}
