import type { LineMessage } from '../../client/core/events.ts';
import { emojisFor } from '../../talk/emoji-shortcodes.ts';
import { textOf } from '../../texts/text-of.ts';
import { Chooser } from './chooser.tsx';
import { Modal } from './modal.tsx';
import { react } from './react.ts';
import type { Visit } from './visit.ts';

/** Offered while nothing is typed. */
const usual = ['👍', '❤️', '😂', '🎉', '👀', '✅', '🙏', '🚀'];

/** Asks for the emoji to answer a message with. */
export function ReactionDialog({
  visit,
  message,
  onClose,
}: {
  readonly visit: Visit;
  readonly message: LineMessage;
  onClose(): void;
}) {
  const choose = (emoji: string) => {
    react(visit, message, emoji, 'react');
    onClose();
  };
  return (
    <Modal title={textOf('page.react')} onClose={onClose}>
      <div class="emojis">
        {usual.map((emoji) => (
          <button key={emoji} type="button" class="plain" onClick={() => choose(emoji)}>
            {emoji}
          </button>
        ))}
      </div>
      <Chooser
        label={textOf('page.emoji')}
        empty=""
        choicesFor={(typed) =>
          typed === ''
            ? []
            : emojisFor(`:${typed.replace(/^:/, '')}`)
                .slice(0, 8)
                .map((emoji) => ({ key: emoji, shown: emoji, choose: () => choose(emoji) }))
        }
      />
    </Modal>
  );
}
