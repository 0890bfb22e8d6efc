import { useState } from 'preact/hooks';
import { safeProse } from '../../talk/safe-text.ts';
import { textOf } from '../../texts/text-of.ts';
import { lastColumn, styledPieces } from '../page-style.ts';
import { textPieces } from '../text-pieces.ts';

/** A text that is longer than this, in lines or in UTF-16 code units, is shown in part at first. */
const most = { lines: 30, length: 3_000 };

/** Something, a gap, and what is said about it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how a style begins
const twoColumns = /^( *[^ \x1b]+(?: [^ \x1b]+)* {2,}| {2,})([^ \x1b](?:(?! {2})[^\x1b])*)$/;

/** The text of a message, with its links and the reader's name. It stays text: nothing in it is markup. */
export function TextWords({ text, self }: { readonly text: string; readonly self: string }) {
  const [isWhole, showWhole] = useState(false);
  const shown = isWhole ? text : shortened(text);
  return (
    <>
      <span class="text" dir="auto">
        {textPieces(safeProse(shown), self).map((piece, place) => {
          if (piece.type === 'words') return piece.text;
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text stay in their places
          if (piece.type === 'mention') return <mark key={place}>{piece.text}</mark>;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text stay in their places
            <a key={place} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
              {piece.text}
            </a>
          );
        })}
      </span>
      {shown.length < text.length && (
        <button type="button" class="more" onClick={() => showWhole(true)}>
          {wholeWords(text)}
        </button>
      )}
    </>
  );
}

function wholeWords(text: string): string {
  const count = text.split('\n').length;
  return count === 1 ? textOf('page.whole-line') : textOf('page.whole-text', { count });
}

function shortened(text: string): string {
  const lines = text.split('\n');
  if (lines.length <= most.lines && text.length <= most.length) return text;
  const cut = lines.slice(0, most.lines).join('\n');
  return Array.from(cut.slice(0, most.length)).slice(0, -1).join('');
}

/** Words that were styled as for a terminal. */
export function StyledWords({ text }: { readonly text: string }) {
  return (
    <>
      {styledPieces(text).map(({ text, look }, place) =>
        look === '' ? (
          text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text stay in their places
          <span key={place} class={look}>
            {text}
          </span>
        ),
      )}
    </>
  );
}

/** Lines that a command printed; where one is too long for its column, it goes on in it. */
export function PrintedLines({ text }: { readonly text: string }) {
  return (
    <>
      {text.split('\n').map((line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a text stay in their places
        <PrintedLine key={place} line={line} />
      ))}
    </>
  );
}

function PrintedLine({ line }: { readonly line: string }) {
  const column = lastColumn(line);
  const style = { '--column': `${column}ch` };
  const [, words = '', purpose = ''] = twoColumns.exec(line) ?? [];
  if (purpose === '') {
    return (
      <span class="line" style={style}>
        <StyledWords text={line} />
      </span>
    );
  }
  return (
    <span class={words.trim() === '' ? 'line below' : 'line'} style={style}>
      {words.trim() === '' ? '' : words}
      <span class="purpose">{purpose}</span>
    </span>
  );
}
