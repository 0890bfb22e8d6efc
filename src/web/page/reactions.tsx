import type { LineMessage } from '../../client/core/events.ts';
import { safeLine } from '../../talk/safe-text.ts';
import { textOf } from '../../texts/text-of.ts';
import { react } from './react.ts';
import type { Visit } from './visit.ts';

/** The emojis that a message was answered with; one's own is taken back by its button. */
export function Reactions({
  visit,
  message,
  self,
}: {
  readonly visit: Visit;
  readonly message: LineMessage;
  readonly self: string;
}) {
  if (message.reactions.length === 0) return null;
  return (
    <ul class="reactions" aria-label={textOf('page.reactions')}>
      {message.reactions.map(({ emoji, names }) => {
        const isOwn = names.includes(self);
        return (
          <li key={emoji}>
            <button
              type="button"
              aria-pressed={isOwn}
              title={names.map(safeLine).join(', ')}
              onClick={() => react(visit, message, emoji, isOwn ? 'unreact' : 'react')}
            >
              {safeLine(emoji)} {names.length}
              <span class="hidden"> {names.map(safeLine).join(', ')}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
