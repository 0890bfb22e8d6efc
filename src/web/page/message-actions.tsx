import type { LineMessage } from '../../client/core/events.ts';
import { textOf } from '../../texts/text-of.ts';
import type { Page } from './page.ts';

/** What can be done about a message; beside each the key that does it. */
export function MessageActions({
  page,
  message,
}: {
  readonly page: Page;
  readonly message: LineMessage;
}) {
  return (
    <div class="actions" role="toolbar" aria-label={textOf('page.actions')}>
      <Action
        sign="☺"
        words={`${textOf('page.react')} (+)`}
        onDo={() => page.dialog.set({ type: 'reaction', message })}
      />
      <Action
        sign="↪"
        words={`${textOf('page.reply')} (R)`}
        onDo={() => page.writing.set({ type: 'reply', message })}
      />
      {message.own && (
        <Action
          sign="✎"
          words={`${textOf('page.edit')} (E)`}
          onDo={() => page.writing.set({ type: 'edit', message })}
        />
      )}
      <Action
        sign="✕"
        words={`${textOf('page.delete')} (Del)`}
        onDo={() => page.dialog.set({ type: 'deletion', message })}
      />
    </div>
  );
}

function Action({
  sign,
  words,
  onDo,
}: {
  readonly sign: string;
  readonly words: string;
  onDo(): void;
}) {
  return (
    <button type="button" class="plain" aria-label={words} title={words} onClick={onDo}>
      <span aria-hidden="true">{sign}</span>
    </button>
  );
}
