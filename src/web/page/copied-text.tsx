import { useState } from 'preact/hooks';
import { textOf } from '../../texts/text-of.ts';

/** A text that is to be taken elsewhere, with a button that copies it. */
export function CopiedText({ text }: { readonly text: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <div class="copied">
      <code>{text}</code>
      <button type="button" onClick={() => void copy().catch(() => {})}>
        {textOf('page.copy')}
      </button>
      <span class="hint" role="status">
        {isCopied && textOf('page.copied')}
      </span>
    </div>
  );
}
